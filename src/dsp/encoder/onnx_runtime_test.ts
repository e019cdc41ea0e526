import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { UserError } from "../../base/user_error.ts";
import { provisionPackage } from "../../data/import/npm_package.ts";
import { outputOf } from "../../base/processes.ts";
import { onnxRuntimePackage, OnnxTensor, openOnnxSession } from "./onnx_runtime.ts";
import { onnxOf, writeEncoder } from "./testing/made_encoder.ts";

Deno.test("what is kept of the package is this system's alone", async () => {
  const files = onnxRuntimePackage("linux/arm64").files.map((path) => basename(path));
  assert.deepEqual(files, ["onnxruntime_binding.node", "libonnxruntime.so.1"]);
  assert.throws(() => onnxRuntimePackage("darwin/x64"), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /Expected one of linux\/x64, .* but this is darwin\/x64/);
    return true;
  });
  const folder = await provisionPackage(onnxRuntimePackage(), () => {});
  const kept = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  assert.deepEqual(kept, onnxRuntimePackage().files.map((path) => basename(path)).sort());
});

Deno.test("a session computes what is wanted of a graph, and says why it cannot", async () => {
  const session = await openOnnxSession(onnxOf("hubert"));
  const sound = (length: number) =>
    new OnnxTensor("float32", new Float32Array(length).fill(0.1), [1, length]);
  const { last_hidden_state: output } = session.run({ input_values: sound(16_000) }, [
    "last_hidden_state",
  ]);
  assert.deepEqual(output.dims, [1, 49, 8]);
  assert.ok(output.data instanceof Float32Array && output.data.every(Number.isFinite));
  assert.throws(() => session.run({ other: sound(16_000) }, ["last_hidden_state"]), Error);
  session.dispose();
  await assert.rejects(openOnnxSession(new Uint8Array([1, 2, 3])), Error);
});

Deno.test("a task that may start no program says how the library is fetched", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = await writeEncoder(folder, "hubert");
    const script = join(folder, "script.ts");
    const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    await Deno.writeTextFile(
      script,
      `import { openOnnxSession } from ${here("./onnx_runtime.ts")};
      const bytes = Deno.readFileSync(Deno.args[0]);
      await openOnnxSession(bytes).catch((error) => console.log(error.name, error.message));`,
    );
    const flags = ["--no-check", "--frozen", "--allow-read", "--allow-env", "--allow-ffi"];
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--config", config, ...flags, "--allow-write", script, path],
      env: { DUYGU_CACHE: join(folder, "empty") },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { stdout, stderr } = await outputOf(process);
    assert.match(
      stdout,
      /UserError ONNX Runtime.* is not here yet; `deno task duygu features encoder FILE` fetches/,
      stderr,
    );
  });
});
