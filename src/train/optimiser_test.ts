import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../engine/select_engine.ts";
import { averageWeights, createOptimiser } from "./optimiser.ts";
import fixture from "./sgd_fixture.json" with { type: "json" };

await selectEngine();

for (const kind of ["nesterov", "classical"] as const) {
  Deno.test(`three steps of SGD with ${kind} momentum and weight decay equal PyTorch's`, () => {
    const kernel = tf.variable(tf.tensor2d(fixture.kernel), true, `${kind} kernel`);
    const bias = tf.variable(tf.tensor1d(fixture.bias), true, `${kind} bias`);
    const variables = new Map<string, tf.Variable>([["kernel", kernel], ["bias", bias]]);
    const { momentum, weightDecay } = fixture;
    const optimiser = createOptimiser(variables, {
      optimiser: { kind: "sgd", momentum, nesterov: kind === "nesterov" },
      weightDecay,
    });
    fixture.gradients.forEach(([ofKernel, ofBias], step) => {
      const gradients = {
        [kernel.name]: tf.tensor2d(ofKernel as number[][]),
        [bias.name]: tf.tensor1d(ofBias as number[]),
      };
      optimiser.apply(gradients, tf.scalar(fixture.rates[step]));
      const expected = fixture[kind][step];
      const off = [...kernel.dataSync(), ...bias.dataSync()]
        .map((value, at) => Math.abs(value - [...expected.kernel.flat(), ...expected.bias][at]));
      assert.ok(Math.max(...off) < 1e-6, `step ${step + 1} is off by ${Math.max(...off)}`);
    });
    optimiser.dispose();
    tf.dispose([kernel, bias]);
  });
}

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
