import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../base/user_error.ts";
import { selectEngine } from "../select_engine.ts";
import { tensorflowBinding } from "./backend.ts";
import {
  cString,
  libraryNames,
  notNull,
  openTensorflow,
  refuseTruncated,
  TensorflowError,
} from "./library.ts";
import { findTensorflow } from "./provision.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

Deno.test("a folder without the libraries is the user's mistake", async () => {
  const folder = await Deno.makeTempDir({ prefix: "duygu-test-" });
  try {
    assert.throws(() => openTensorflow(folder), (error) => {
      assert.ok(error instanceof UserError);
      assert.ok(error.message.startsWith(`Expected ${folder}`), error.message);
      assert.match(error.message, /to be TensorFlow's library, but it does not load/);
      return true;
    });
    await Deno.writeTextFile(`${folder}/${libraryNames().framework}`, "not a library");
    assert.throws(() => openTensorflow(folder), UserError);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a library that was cut off is reported instead of ending the process", async () => {
  const whole = findTensorflow()!.path;
  const folder = await Deno.makeTempDir({ prefix: "duygu-test-" });
  const { framework, runtime } = libraryNames();
  try {
    await Deno.copyFile(join(whole, framework), join(folder, framework));
    const { size } = await Deno.stat(join(folder, framework));
    for (const left of [size - 1, Math.floor(size / 2), 1000]) {
      await Deno.truncate(join(folder, framework), left);
      assert.throws(() => openTensorflow(folder), {
        name: "UserError",
        message: new RegExp(`${framework} to have at least \\d+ bytes, but it has ${left}: .* off`),
      });
    }
    // Sizes kept beside the libraries tell it for other formats too.
    await Deno.writeTextFile(join(folder, runtime), "mach-o");
    const list = { [runtime]: { bytes: 7, sha256: "" } };
    await Deno.writeTextFile(join(folder, "libraries.json"), JSON.stringify(list));
    assert.throws(() => refuseTruncated(folder, runtime), /to have 7 bytes, but it has 6/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an operation that TensorFlow refuses is named, and the next one works", () => {
  const { context } = tensorflowBinding();
  const attempt = (name: string) => () => context.execute(name, [], [], 1);
  assert.throws(attempt("NoSuchOperation"), (error) => {
    assert.ok(error instanceof TensorflowError);
    assert.equal(error.operation, "NoSuchOperation");
    assert.match(error.message, /^NoSuchOperation: .+/);
    return true;
  });
  const { handle } = context.create([2], 1, [1, 2]);
  assert.deepEqual([...context.read(context.describe(handle))], [1, 2]);
  context.delete(handle);
});

Deno.test("the version is TensorFlow's", () => {
  assert.match(tensorflowBinding().context.library.version, /^2\.\d+\.\d+/);
});

Deno.test("C strings end with zero, are kept, and null pointers are named", () => {
  assert.deepEqual([...cString("é")], [0xc3, 0xa9, 0]);
  assert.equal(cString("é"), cString("é"));
  assert.throws(() => notNull(null, "TF_NewGraph"), /TF_NewGraph returned null/);
});

Deno.test("starting TensorFlow and computing says nothing on standard error", async () => {
  const script = new URL("./testing/start_and_compute.ts", import.meta.url);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", fileURLToPath(script)],
    env: { TF_CPP_MIN_LOG_LEVEL: "" },
    stdin: "null",
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "4\n");
  assert.equal(new TextDecoder().decode(stderr), "");
});

Deno.test("each system has its own file names", () => {
  assert.equal(libraryNames("linux").runtime, "libtensorflow_cc.so.2");
  assert.equal(libraryNames("darwin").framework, "libtensorflow_framework.2.dylib");
});

Deno.test("a system without TensorFlow's libraries is told what to take", () => {
  assert.throws(
    () => libraryNames("windows"),
    (error) =>
      error instanceof UserError && /this is windows; take --engine wasm/.test(error.message),
  );
});
