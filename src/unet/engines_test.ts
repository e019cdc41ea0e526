import assert from "node:assert/strict";
import { webgpuAdapter } from "../engine/find_gpus.ts";
import type { EngineName } from "../engine/select_engine.ts";
import { relativeDifference } from "../engine/testing/relative_difference.ts";
import { runScript } from "../engine/testing/run_script.ts";

const adapter = await webgpuAdapter();
if (adapter === null) console.error("No GPU for WebGPU here: training on it is not tested.");

/** Largest differences of weights allowed after ten steps. */
const bounds: [EngineName, number][] = [["tensorflow", 1e-4], ["wasm", 1e-4], ["webgpu", 1e-3]];

async function trainOn(engine: EngineName): Promise<Record<string, number[]>> {
  const script = new URL("./testing/train_on_engine.ts", import.meta.url);
  return await runScript(script, engine) as Record<string, number[]>;
}

let oracle: Promise<Record<string, number[]>> | undefined;

for (const [engine, bound] of bounds) {
  Deno.test({
    name: `ten steps of EmotionUnet on ${engine} end with the cpu engine's weights`,
    ignore: engine === "webgpu" && adapter === null,
    async fn() {
      const expected = await (oracle ??= trainOn("cpu"));
      const trained = await trainOn(engine);
      assert.deepEqual(Object.keys(trained), Object.keys(expected));
      for (const [name, values] of Object.entries(expected)) {
        const difference = relativeDifference(trained[name], values);
        assert.ok(difference < bound, `${name}: ${difference}`);
      }
    },
  });
}
