/**
 * In: an engine's name. Out, as JSON: for each network case its weights, one list after another,
 * after ten training steps on that engine.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type EngineName, selectEngine } from "../select_engine.ts";
import { buildCase, networkCases } from "./network_cases.ts";
import { noiseTensor } from "./noise.ts";
import { stepOnEngine } from "./step_on_engine.ts";
import { gradientDescentStep, networkVariables } from "./training_step.ts";

const STEPS = 10;

await selectEngine({ engine: Deno.args[0] as EngineName });
const weights: Record<string, number[]> = {};
for (const networkCase of networkCases) {
  const network = buildCase(networkCase);
  const step = stepOnEngine(gradientDescentStep(network));
  for (let index = 0; index < STEPS; index++) {
    tf.tidy(() => {
      const samples = noiseTensor([4, ...networkCase.sampleShape], index);
      step(samples, tf.abs(noiseTensor([4, 3], 1000 + index)), tf.scalar(0.1));
    });
  }
  const values = await Promise.all(networkVariables(network).map((variable) => variable.data()));
  weights[networkCase.name] = values.flatMap((list) => [...list]);
}
console.log(JSON.stringify(weights));
