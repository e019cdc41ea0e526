import assert from "node:assert/strict";
import { selectEngine } from "../select_engine.ts";
import { runScript } from "../testing/run_script.ts";

Deno.test("TensorFlow outlives the workers that started it", async () => {
  const { devices } = await selectEngine({ engine: "tensorflow", say: () => {} });
  const script = new URL("./testing/start_in_workers.ts", import.meta.url);
  assert.deepEqual(await runScript(script), [devices, devices, devices]);
});
