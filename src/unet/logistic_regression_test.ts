import assert from "node:assert/strict";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { setNamedNoise } from "../engine/testing/named_noise.ts";
import { noiseTensor } from "../engine/testing/noise.ts";
import { defaultDenseFunctionals, denseFunctionals } from "./logistic_regression.ts";

await tf.setBackend("cpu");

const shape = { frames: 1, bins: 6, classes: 3 };

Deno.test("without hidden layers it is multinomial logistic regression", () => {
  const network = denseFunctionals({ ...defaultDenseFunctionals, units: [] }, shape, 1);
  setNamedNoise(network);
  tf.tidy(() => {
    const samples = noiseTensor([4, 1, 6], 5);
    const [kernel, bias] = network.getWeights() as tf.Tensor2D[];
    const logits = tf.add(tf.matMul(tf.reshape(samples, [4, 6]) as tf.Tensor2D, kernel), bias);
    const wanted = tf.softmax(logits).dataSync();
    const found = (network.predict(samples) as tf.Tensor).dataSync();
    found.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 1e-6));
  });
  network.dispose();
});

Deno.test("hidden layers are as wide as asked; the seed fixes the first weights", () => {
  const build = (seed: number) =>
    denseFunctionals({ ...defaultDenseFunctionals, units: [5, 4] }, shape, seed);
  const [first, same, other] = [1, 1, 2].map(build);
  assert.equal(first.countParams(), 7 * 5 + 6 * 4 + 5 * 3);
  const weights = ([kernel]: tf.Tensor[]) => [...kernel.dataSync()];
  assert.deepEqual(weights(first.getWeights()), weights(same.getWeights()));
  assert.notDeepEqual(weights(first.getWeights()), weights(other.getWeights()));
  for (const network of [first, same, other]) network.dispose();
});
