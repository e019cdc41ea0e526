import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { UserError } from "../../base/user_error.ts";
import { selectEngine } from "../select_engine.ts";
import { tensorflowBinding } from "./backend.ts";
import { libraryNames } from "./library_names.ts";
import { cString, notNull, openTensorflow, TensorflowError } from "./library.ts";

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
