import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { input as inputLayer, model } from "@tensorflow/tfjs-layers";
import { applyLayers } from "./apply_layers.ts";
import { classProbabilities } from "./class_probabilities_layer.ts";
import { selectEngine } from "./select_engine.ts";

await selectEngine({ engine: "cpu", say: () => {} });

Deno.test("the layer gives each row's classes probabilities, by weights of its seed", () => {
  const rows = tf.tensor2d([[1, -2, 3], [0, 0, 0]]);
  const predict = (seed: number) => {
    const input = inputLayer({ shape: [3] });
    const network = model({
      inputs: input,
      outputs: applyLayers(input, classProbabilities(4, seed)),
    });
    return (network.predict(rows) as tf.Tensor2D).arraySync();
  };
  const [first, second] = predict(1);
  assert.ok(Math.abs(first.reduce((sum, value) => sum + value) - 1) < 1e-6);
  assert.deepEqual(second, [0.25, 0.25, 0.25, 0.25]);
  assert.deepEqual(predict(1), [first, second]);
  assert.notDeepEqual(predict(2)[0], first);
});
