import assert from "node:assert/strict";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../engine/select_engine.ts";
import { describeLayers, emotionUnet, upSampling1d } from "./emotion_unet.ts";

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

Deno.test("layers have their shapes and learn as many numbers as counted by hand", async () => {
  await selectEngine({ engine: "cpu" });
  const network = emotionUnet(
    { frames: 16, bins: 5, filters: [4, 3, 2, 3, 4, 5], denseUnits: 6, classes: 4 },
    1,
  );
  const layers = describeLayers(network);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  assert.deepEqual(byName.get("cnn1")!.shape, [16, 4]);
  assert.equal(byName.get("cnn1")!.trainable, 7 * 5 * 4 + 4);
  assert.equal(byName.get("norm1")!.trainable, 2 * 4);
  assert.deepEqual(byName.get("cnn3")!.shape, [4, 2]);
  // Fed by the module before, doubled, and by its counterpart.
  assert.equal(byName.get("cnn6")!.trainable, 5 * (4 + 4) * 5 + 5);
  assert.equal(byName.get("flc")!.trainable, 16 * 5 * 6 + 6);
  assert.deepEqual(byName.get("softmax")!.shape, [4]);
  assert.equal(byName.get("features")!.trainable, 0);
  network.dispose();
});
