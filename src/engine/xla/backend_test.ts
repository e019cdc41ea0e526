import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../compile_step.ts";
import { selectEngine } from "../select_engine.ts";
import { noiseTensor } from "../testing/noise.ts";
import { xlaRuntime } from "./runtime.ts";

await selectEngine({ engine: "xla", say: () => {} });

/** Calls `work` and returns how many programs XLA compiled meanwhile. */
function compiledDuring(work: () => void): number {
  const { client } = xlaRuntime();
  const { compile } = client;
  let count = 0;
  client.compile = (...given) => {
    count++;
    return compile(...given);
  };
  try {
    work();
  } finally {
    client.compile = compile;
  }
  return count;
}

/** Operations whose last bits depend on who computes; acosh has no lowering at all. */
const operations: Record<string, (x: tf.Tensor4D) => tf.Tensor> = {
  acosh: (x) => tf.acosh(tf.add(tf.abs(x), 1)),
  "a sum": (x) => tf.sum(x),
  softmax: (x) => tf.softmax(x),
  tanh: (x) => tf.tanh(x),
  "a product": (x) => tf.matMul(tf.reshape(x, [-1, 4]), tf.reshape(x, [4, -1])),
  "a convolution": (x) => tf.conv2d(x, tf.reshape(tf.slice(x, 0, 1), [3, 3, 4, -1]), 1, "same"),
  "a gradient": (x) => tf.grad((one) => tf.mean(tf.sigmoid(one)))(x),
};

Deno.test("outside of compiled steps the cpu engine's kernels compute, to the bit", () => {
  const values = noiseTensor([8, 9, 8, 4], 1).dataSync();
  const compute = () =>
    tf.tidy(() => {
      const x = tf.tensor(values, [8, 9, 8, 4]) as tf.Tensor4D;
      return Object.entries(operations).map(([name, operation]) => [name, operation(x).dataSync()]);
    });
  let eager: unknown;
  assert.equal(compiledDuring(() => void (eager = compute())), 0);
  tf.setBackend("cpu");
  try {
    assert.deepEqual(eager, compute());
  } finally {
    tf.setBackend("xla");
  }
});

Deno.test("an eager operation computes with what a compiled step left on the device", () => {
  const weight = tf.variable(noiseTensor([3, 4], 2) as tf.Tensor2D);
  const step = compileStep((x) => {
    weight.assign(tf.add(weight, x));
    return [tf.mul(weight, 2)];
  });
  const x = noiseTensor([3, 4], 3);
  const before = weight.dataSync().slice();
  const [doubled] = step(x);
  const halves = tf.tidy(() => tf.sub(tf.asinh(tf.sinh(tf.div(doubled, 2))), weight).dataSync());
  assert.ok(halves.every((apart) => Math.abs(apart) < 1e-6), `${halves}`);
  // And the reverse: the next step computes with what an eager operation assigned.
  tf.tidy(() => weight.assign(tf.atanh(tf.tanh(weight))));
  const [again] = step(x);
  const added = x.dataSync();
  again.dataSync().forEach((value, place) => {
    const expected = 2 * (before[place] + 2 * added[place]);
    assert.ok(Math.abs(value - expected) < 1e-4, `${value}, not ${expected}`);
  });
  step.dispose();
  tf.dispose([weight, x, doubled, again]);
});
