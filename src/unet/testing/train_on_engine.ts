/**
 * In: an engine's name. Out, as JSON: the weights by name of a small EmotionUnet after ten steps of
 * Adam on that engine.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type EngineName, selectEngine } from "../../engine/select_engine.ts";
import { adamStep } from "../../engine/testing/adam_step.ts";
import { noiseTensor } from "../../engine/testing/noise.ts";
import { setNoiseWeights } from "../../engine/testing/set_noise_weights.ts";
import { stepOnEngine } from "../../engine/testing/step_on_engine.ts";
import { networkVariables } from "../../engine/testing/training_step.ts";
import { emotionUnet } from "../emotion_unet.ts";

const STEPS = 10;
const FRAMES = 16;
const BINS = 5;

await selectEngine({ engine: Deno.args[0] as EngineName });
const network = emotionUnet({
  frames: FRAMES,
  bins: BINS,
  filters: [4, 3, 5, 6, 2, 4],
  denseUnits: 7,
  classes: 3,
}, 1);
setNoiseWeights(network);
const step = stepOnEngine(adamStep(network, 0.001));
const targets = tf.tensor2d([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]);
for (let index = 0; index < STEPS; index++) {
  tf.tidy(() => {
    step(noiseTensor([4, FRAMES, BINS], 100 + index), targets, tf.scalar(index + 1));
  });
}
const weights: Record<string, number[]> = {};
for (const [place, variable] of networkVariables(network).entries()) {
  weights[network.weights[place].name] = [...await variable.data()];
}
console.log(JSON.stringify(weights));
