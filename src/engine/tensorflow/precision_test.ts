import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../compile_step.ts";
import { selectEngine } from "../select_engine.ts";
import { noiseTensor } from "../testing/noise.ts";
import { relativeDifference } from "../testing/relative_difference.ts";
import { tensorflowBinding } from "./backend.ts";
import { roundToBfloat16 } from "./precision.ts";
import { startTrace } from "./step_trace.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

/** Values of `step` on noise, compiled in both precisions. */
function inBoth(step: (x: tf.Tensor) => tf.Tensor, shape: number[]) {
  const [full, reduced] = (["float32", "bfloat16"] as const).map((precision) => {
    const compiled = compileStep((x) => [step(x)], {
      precision,
      warn: (message) => assert.fail(message),
    });
    const values = tf.tidy(() => {
      const [output] = compiled(noiseTensor(shape, 1));
      assert.equal(output.dtype, "float32");
      return output.dataSync();
    });
    compiled.dispose();
    return values;
  });
  return relativeDifference(reduced, full);
}

/** Names of the operations that a step becomes in bfloat16, once it is traced. */
function operationsOf(step: (x: tf.Tensor) => tf.Tensor, shape: number[]): string[] {
  const binding = tensorflowBinding();
  const trace = startTrace(binding.context.library, { precision: "bfloat16" });
  const names: string[] = [];
  const { operation } = trace.graph;
  trace.graph.operation = (name, ...rest) => {
    names.push(name);
    return operation(name, ...rest);
  };
  const x = noiseTensor(shape, 1);
  binding.tracer = trace;
  try {
    tf.tidy(() => void step(x));
  } finally {
    binding.tracer = undefined;
    trace.graph.delete();
  }
  x.dispose();
  return names;
}

const filter = () => noiseTensor([3, 3, 4, 5], 2) as tf.Tensor4D;
const reduced: Record<string, [(x: tf.Tensor) => tf.Tensor, number[]]> = {
  "matrix products": [
    (x) => tf.matMul(x as tf.Tensor2D, noiseTensor([32, 8], 2) as tf.Tensor2D),
    [16, 32],
  ],
  convolutions: [(x) => tf.conv2d(x as tf.Tensor4D, filter(), 1, "same"), [2, 6, 6, 4]],
  "their gradients": [
    (x) => {
      const loss = (value: tf.Tensor) =>
        tf.sum(tf.square(tf.conv2d(value as tf.Tensor4D, filter(), 1, "same")));
      return tf.grad(loss)(x);
    },
    [2, 6, 6, 4],
  ],
};
for (const [name, [step, shape]] of Object.entries(reduced)) {
  Deno.test(`bfloat16 reaches ${name}, to its eight bits`, () => {
    const difference = inBoth(step, shape);
    assert.ok(difference > 1e-6 && difference < 2e-2, `${difference}`);
  });
}

for (
  const [name, size, stride, by] of [
    ["pointwise", 1, 1, "MatMul"],
    ["a strided pointwise", 1, 2, "Conv2DBackpropFilter"],
    ["another", 3, 1, "Conv2DBackpropFilter"],
  ] as const
) {
  Deno.test(`the gradient of ${name} convolution's filter is ${by}'s, to bfloat16's bits`, () => {
    const filter = tf.variable(noiseTensor([size, size, 64, 128], 2)) as tf.Variable<tf.Rank.R4>;
    const gradient = (x: tf.Tensor) => {
      const loss = () =>
        tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, filter, stride, "same"))) as tf.Scalar;
      return tf.variableGrads(loss, [filter]).grads[filter.name];
    };
    const difference = inBoth(gradient, [2, 6, 5, 64]);
    assert.ok(difference > 1e-6 && difference < 2e-2, `${difference}`);
    assert.ok(operationsOf(gradient, [2, 6, 5, 64]).includes(by));
    filter.dispose();
  });
}

Deno.test("everything else stays float32", () => {
  assert.equal(inBoth((x) => tf.softmax(tf.exp(tf.mul(x, 3))), [16, 32]), 0);
});

Deno.test("variables keep updates smaller than bfloat16 could hold", () => {
  const weight = tf.variable(tf.ones([4, 4]) as tf.Tensor2D);
  const step = compileStep((x) => {
    const { grads } = tf.variableGrads(() => tf.sum(tf.matMul(x as tf.Tensor2D, weight)), [weight]);
    weight.assign(tf.sub(weight, tf.mul(grads[weight.name], 1e-5)));
    return [];
  }, { precision: "bfloat16", warn: (message) => assert.fail(message) });
  const ones = tf.ones([1, 4]);
  step(ones);
  const [value] = weight.dataSync();
  assert.ok(Math.abs(value - (1 - 1e-5)) < 1e-7, `${value}`);
  step.dispose();
  tf.dispose([weight, ones]);
});

Deno.test("numbers become the nearest bfloat16, ties the even one", () => {
  const values = Float32Array.of(1, -2, 1 + 2 ** -7, 1 + 2 ** -8, 1 + 3 * 2 ** -8, 0, 1e-3, 3.5e38);
  const back = new Float32Array(
    Uint32Array.from(roundToBfloat16(values), (half) => half << 16).buffer,
  );
  assert.deepEqual([...back.subarray(0, 6)], [1, -2, 1 + 2 ** -7, 1, 1 + 2 ** -6, 0]);
  assert.ok(Math.abs(back[6] / 1e-3 - 1) < 2 ** -8);
  assert.equal(back[7], Infinity);
});
