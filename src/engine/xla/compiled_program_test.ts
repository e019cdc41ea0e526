import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { input as inputLayer, layers, model } from "@tensorflow/tfjs-layers";
import { compileStep } from "../compile_step.ts";
import { dropout } from "../dropout.ts";
import { selectEngine } from "../select_engine.ts";
import { testCompiledSteps } from "../testing/compile_step_cases.ts";
import { noiseTensor } from "../testing/noise.ts";
import { relativeDifference } from "../testing/relative_difference.ts";

await selectEngine({ engine: "xla", say: () => {} });
testCompiledSteps(() => tf.memory().numDataBuffers);

Deno.test("an operation that the engine does not know is an error that names it and its layer", () => {
  class Odd extends layers.Layer {
    static readonly className = "Odd";
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.acosh([inputs].flat()[0]);
    }
  }
  const input = inputLayer({ shape: [3] });
  const output = new Odd({ name: "odd_one" }).apply(input) as typeof input;
  const network = model({ inputs: input, outputs: output });
  const step = compileStep((x) => [network.apply(x) as tf.Tensor]);
  const x = tf.ones([2, 3]);
  assert.throws(() => step(x), /cannot compile the operation Acosh, in the layer odd_one/);
  const outside = compileStep((x) => [tf.acosh(x)]);
  assert.throws(() => outside(x), /the operation Acosh, which is outside of the layers/);
  x.dispose();
});

Deno.test("two arguments that once were one tensor are told apart afterwards", () => {
  const step = compileStep((a, b) => [tf.sub(a, b)]);
  const [two, five] = [tf.scalar(2), tf.scalar(5)];
  assert.equal(step(two, two)[0].dataSync()[0], 0);
  assert.equal(step(five, two)[0].dataSync()[0], 3);
  step.dispose();
  tf.dispose([two, five]);
});

Deno.test("dropout leaves out the same in a compiled step as in an eager one", () => {
  const step = compileStep((x, seed) => [dropout(x, 0.3, seed as tf.Tensor1D)]);
  const x = tf.ones([7, 11]);
  for (const numbers of [[1, 2], [-5, 7]]) {
    const seed = tf.tensor1d(numbers, "int32");
    const [compiled] = step(x, seed);
    const eager = dropout(x, 0.3, seed);
    assert.deepEqual(compiled.dataSync(), eager.dataSync());
    tf.dispose([seed, compiled, eager]);
  }
  step.dispose();
  x.dispose();
});

Deno.test("bfloat16 rounds the factors of a product and keeps variables in float32", () => {
  const weight = tf.variable(noiseTensor([32, 4], 1) as tf.Tensor2D);
  const step = compileStep((x) => {
    const product = tf.matMul(x as tf.Tensor2D, weight);
    weight.assign(tf.add(weight, 2 ** -20));
    return [product];
  }, { precision: "bfloat16" });
  const x = noiseTensor([8, 32], 2) as tf.Tensor2D;
  const exact = tf.matMul(x, weight).dataSync();
  const before = weight.dataSync();
  const [product] = step(x);
  const apart = relativeDifference(product.dataSync(), exact);
  assert.ok(apart > 1e-4 && apart < 2e-2, `${apart}`);
  const changed = weight.dataSync().map((value, place) => value - before[place]);
  // Within float32's rounding of 2^-20, which bfloat16's would swallow.
  assert.ok(changed.every((value) => Math.abs(value - 2 ** -20) < 2 ** -23), `${changed}`);
  step.dispose();
  tf.dispose([weight, x, product]);
});
