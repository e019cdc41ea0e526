import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../engine/select_engine.ts";
import { createOptimiser } from "./optimiser.ts";
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
