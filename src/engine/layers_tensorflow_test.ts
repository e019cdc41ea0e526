import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { input as inputLayer, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { relu6Layer } from "./layers.ts";
import { selectEngine } from "./select_engine.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

Deno.test("relu6Layer has tfjs-layers' values, gradients and configuration", () => {
  const own = relu6Layer({ name: "a" });
  const theirs = layers.reLU({ maxValue: 6, name: "a" });
  assert.deepEqual(own.getConfig(), theirs.getConfig());
  assert.equal(own.getClassName(), theirs.getClassName());
  const x = tf.tensor1d([-7, -0.5, 0.25, 5.75, 6.5, 60]);
  const results = [own, theirs].map((layer) => {
    const input = inputLayer({ shape: [] });
    const network = model({ inputs: input, outputs: layer.apply(input) as SymbolicTensor });
    const compute = (value: tf.Tensor) => network.apply(value) as tf.Tensor;
    return [compute(x), tf.grad(compute)(x)].map((tensor) => [...tensor.dataSync()]);
  });
  assert.deepEqual(results[0], [[0, 0, 0.25, 5.75, 6, 6], [0, 0, 1, 1, 0, 0]]);
  assert.deepEqual(results[1], results[0]);
});
