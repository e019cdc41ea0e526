import assert from "node:assert/strict";
import { UserError } from "../base/user_error.ts";
import { currentEngine, selectEngine } from "./select_engine.ts";
import { runScript } from "./testing/run_script.ts";

Deno.test("before an engine is chosen there is none; afterwards it stays", async () => {
  assert.throws(() => currentEngine(), /Expected selectEngine to be called first/);
  const description = await selectEngine({ engine: "cpu" });
  assert.deepEqual(description, {
    engine: "cpu",
    version: description.version,
    devices: ["CPU"],
    threads: 1,
  });
  assert.equal(await selectEngine({ engine: "auto" }), description);
  assert.equal(currentEngine(), description);
  await assert.rejects(
    selectEngine({ engine: "wasm" }),
    (error) => error instanceof UserError && /The cpu engine runs already/.test(error.message),
  );
});

Deno.test("auto takes wasm with one sentence where TensorFlow cannot be had", async () => {
  const script = new URL("./testing/select_without_tensorflow.ts", import.meta.url);
  const { engine, said } = await runScript(script) as { engine: string; said: string[] };
  assert.equal(engine, "wasm");
  assert.equal(said.length, 1);
  assert.match(said[0], /^Using the slow wasm engine, because Expected DUYGU_TENSORFLOW=/);
});
