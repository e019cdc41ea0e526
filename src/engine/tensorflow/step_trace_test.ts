import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../compile_step.ts";
import { selectEngine } from "../select_engine.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

/** The warnings of compiling a step that adds `made()` to its argument, and the sum's values. */
function compileWith(made: () => tf.Tensor) {
  const warnings: string[] = [];
  const step = compileStep((x) => [tf.add(x, made())], {
    warn: (message) => warnings.push(message),
  });
  return tf.tidy(() => {
    const [sum] = step(tf.scalar(1));
    const values = sum.dataSync();
    step.dispose();
    return { warnings, values };
  });
}

Deno.test("a large tensor of random values made within a step is refused", () => {
  const { warnings, values } = compileWith(() => tf.randomUniform([70, 70]));
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /\[70,70\].*random numbers\?.*pass it to the step as an argument/);
  assert.equal(values.length, 4900);
});

Deno.test("a large tensor whose values are alike, and a small one, are constants", () => {
  const zeros = compileWith(() => tf.tensor(new Float32Array(4900).fill(2), [70, 70]));
  assert.deepEqual(zeros.warnings, []);
  assert.deepEqual(new Set(zeros.values), new Set([3]));
  const small = compileWith(() => tf.tensor1d([1, 2, 3]));
  assert.deepEqual(small.warnings, []);
  assert.deepEqual([...small.values], [2, 3, 4]);
});

Deno.test("an output whose shape depends on values cannot be compiled", async () => {
  const warnings: string[] = [];
  const step = compileStep((x) => [tf.unique(x).values], {
    warn: (message) => warnings.push(message),
  });
  const input = tf.tensor1d([1, 1, 2]);
  const [values] = step(input);
  assert.deepEqual([...await values.data()], [1, 2]);
  assert.match(warnings.join(), /shape of its output depends on values/);
  tf.dispose([input, values]);
});

Deno.test("tensors disposed within a step, its own arguments included, keep their meaning", () => {
  const outside = tf.tensor1d([1, 2]);
  const step = compileStep((x) => {
    const sum = tf.add(x, outside);
    outside.dispose();
    return [sum];
  }, { warn: (message) => assert.fail(message) });
  const input = tf.tensor1d([10, 20]);
  for (let call = 0; call < 2; call++) {
    const [sum] = step(input);
    assert.deepEqual([...sum.dataSync()], [11, 22]);
    sum.dispose();
  }
  step.dispose();
  input.dispose();
});
