/** One test an engine, of a script that trains on a named engine and prints weights. */
import assert from "node:assert/strict";
import { webgpuAdapter } from "../hardware.ts";
import type { EngineName } from "../select_engine.ts";
import { relativeDifference } from "./relative_difference.ts";
import { runScript } from "./run_script.ts";

/** Largest differences of weights allowed after ten steps. */
const bounds: [EngineName, number][] = [
  ["tensorflow", 1e-4],
  ["xla", 1e-4],
  ["wasm", 1e-4],
  ["webgpu", 1e-3],
];

type Weights = Record<string, number[]>;

/** How alike engines must be. */
export interface Likeness {
  /** Engines that are compared; all by default. */
  engines?: EngineName[];
  /** For deep networks, whose normalisations lose digits on every engine. */
  leastBound?: number;
}

/** Registers tests that `script`, given an engine's name, prints the cpu engine's weights. */
export async function testEnginesAlike(
  script: URL,
  nameOf: (engine: EngineName) => string,
  { engines = bounds.map(([engine]) => engine), leastBound = 0 }: Likeness = {},
): Promise<void> {
  const hasGpu = await webgpuAdapter() !== null;
  if (!hasGpu) console.error("No GPU for WebGPU here: training on it is not tested.");
  const trainOn = async (engine: EngineName) => await runScript(script, engine) as Weights;
  let oracle: Promise<Weights> | undefined;
  for (const [engine, bound] of bounds.filter(([engine]) => engines.includes(engine))) {
    Deno.test({
      name: nameOf(engine),
      ignore: engine === "webgpu" && !hasGpu,
      async fn() {
        const allowed = Math.max(bound, leastBound);
        const expected = await (oracle ??= trainOn("cpu"));
        const trained = await trainOn(engine);
        assert.deepEqual(Object.keys(trained), Object.keys(expected));
        const differences = Object.entries(expected).map(([name, values]) => ({
          name,
          difference: relativeDifference(trained[name], values),
        }));
        assert.deepEqual(differences.filter(({ difference }) => !(difference < allowed)), []);
      },
    });
  }
}
