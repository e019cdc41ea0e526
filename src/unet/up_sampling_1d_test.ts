import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { upSampling1d } from "./up_sampling_1d.ts";

await tf.setBackend("cpu");

Deno.test("each time step is repeated in its place", () => {
  const input = tf.tensor3d([[[1, 2], [3, 4]]]);
  const output = upSampling1d({ size: 3 }).apply(input) as tf.Tensor;
  assert.deepEqual(output.shape, [1, 6, 2]);
  assert.deepEqual([...output.dataSync()], [1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]);
});

Deno.test("the gradient sums over the repetitions", () => {
  const layer = upSampling1d({ size: 2 });
  const weights = tf.tensor3d([[[1], [10], [100], [1000]]]);
  const gradient = tf.grad((x) => tf.sum(tf.mul(layer.apply(x) as tf.Tensor, weights)));
  assert.deepEqual([...gradient(tf.tensor3d([[[5], [6]]])).dataSync()], [11, 1100]);
});

Deno.test("the layer's settings survive its configuration", () => {
  assert.equal(upSampling1d({ size: 2, name: "up" }).getConfig().size, 2);
});
