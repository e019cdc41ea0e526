import assert from "node:assert/strict";
import { webgpuAdapter } from "./find_gpus.ts";
import type { EngineName } from "./select_engine.ts";
import { relativeDifference } from "./testing/relative_difference.ts";
import { runScript } from "./testing/run_script.ts";

const adapter = await webgpuAdapter();
if (adapter === null) console.error("No GPU for WebGPU here: its layers are not tested.");

/** Largest differences of weights allowed after ten steps. */
const bounds: [EngineName, number][] = [["tensorflow", 1e-4], ["wasm", 1e-4], ["webgpu", 1e-3]];

async function trainOn(engine: EngineName): Promise<Record<string, number[]>> {
  const script = new URL("./testing/train_cases_on_engine.ts", import.meta.url);
  return await runScript(script, engine) as Record<string, number[]>;
}

let oracle: Promise<Record<string, number[]>> | undefined;

for (const [engine, bound] of bounds) {
  Deno.test({
    name: `every kind of layer trains on ${engine} as on the cpu engine`,
    ignore: engine === "webgpu" && adapter === null,
    async fn() {
      const expected = await (oracle ??= trainOn("cpu"));
      const trained = await trainOn(engine);
      const differences = Object.entries(expected).map(([name, values]) => ({
        name,
        difference: relativeDifference(trained[name], values),
      }));
      assert.deepEqual(differences.filter(({ difference }) => !(difference < bound)), []);
    },
  });
}
