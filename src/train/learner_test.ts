import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { selectEngine } from "../engine/select_engine.ts";
import { noiseTensor } from "../engine/testing/noise.ts";
import { denseFeatures } from "../unet/dense_features.ts";
import { networkLogits } from "./learner.ts";
import { testLearners } from "./testing/learner_cases.ts";

await selectEngine();
testLearners();

await selectEngine();

Deno.test("the softmax of the logits is the network's output in training", () => {
  const network = denseFeatures({ features: 5, units: [4], classes: 3 }, 1);
  const samples = noiseTensor([6, 5], 1);
  const found = tf.softmax(networkLogits(network)(samples)).dataSync();
  const expected = (network.apply(samples, { training: true }) as tf.Tensor).dataSync();
  found.forEach((value, index) => assert.ok(Math.abs(value - expected[index]) < 1e-6));
});

Deno.test("a network without softmax at its end is refused", () => {
  const network = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
  assert.throws(() => networkLogits(network), /Expected the last layer to be Dense with softmax/);
});
