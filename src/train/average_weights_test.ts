import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../engine/select_engine.ts";
import { averageWeights } from "./average_weights.ts";
import { createOptimiser } from "./optimiser.ts";

await selectEngine();

Deno.test("the average follows by the decay, faster in the first steps", () => {
  const weight = tf.variable(tf.tensor1d([1, 2]));
  const average = averageWeights(new Map([["w", weight]]), 0.5);
  const expected = [1, 2];
  for (let step = 1; step <= 12; step++) {
    weight.assign(tf.tensor1d([step, -step]));
    average.follow();
    const decay = Math.min(0.5, step / (9 + step));
    [step, -step].forEach((value, place) =>
      expected[place] = decay * expected[place] + (1 - decay) * value
    );
    [...average.weights.get("w")!.dataSync()].forEach((value, place) =>
      assert.ok(Math.abs(value - expected[place]) < 1e-4)
    );
  }
  average.exchange();
  assert.deepEqual([...average.weights.get("w")!.dataSync()], [12, -12]);
  assert.ok(Math.abs(weight.dataSync()[0] - expected[0]) < 1e-4);
  average.exchange();
  assert.deepEqual([...weight.dataSync()], [12, -12]);
  average.dispose();
  weight.dispose();
});

Deno.test("weight decay shrinks kernels before Adam's step, and no bias", () => {
  const kernel = tf.variable(tf.tensor2d([[2]]), true, "decayed kernel");
  const bias = tf.variable(tf.tensor1d([2]), true, "decayed bias");
  const variables = new Map<string, tf.Variable>([["kernel", kernel], ["bias", bias]]);
  const adam = createOptimiser(variables, { weightDecay: 0.5 });
  const none = { [kernel.name]: tf.zeros([1, 1]), [bias.name]: tf.zeros([1]) };
  adam.apply(none, tf.scalar(0.1));
  assert.ok(Math.abs(kernel.dataSync()[0] - 2 * (1 - 0.1 * 0.5)) < 1e-6);
  assert.equal(bias.dataSync()[0], 2);
  adam.dispose();
});
