import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "./compile_step.ts";
import { type ConvolutionGeometry, convolveRelu } from "./convolution.ts";
import { selectEngine } from "./select_engine.ts";
import { noise } from "./testing/noise.ts";
import { relativeDifference } from "./testing/relative_difference.ts";

await selectEngine({ engine: "tensorflow" });

const cases: { name: string; kernel: [number, number]; geometry: ConvolutionGeometry }[] = [
  { name: "over time", kernel: [1, 3], geometry: { strides: [1, 1], padding: "same" } },
  { name: "over an image", kernel: [3, 3], geometry: { strides: [1, 1], padding: "same" } },
  { name: "with strides", kernel: [3, 2], geometry: { strides: [2, 2], padding: "valid" } },
];

for (const { name, kernel, geometry } of cases) {
  const inputs = () => [
    tf.tensor4d(noise(2 * 6 * 7 * 3, 1), [2, 6, 7, 3]),
    tf.tensor4d(noise(kernel[0] * kernel[1] * 3 * 4, 2), [...kernel, 3, 4]),
    tf.tensor1d(noise(4, 3)),
  ];
  const composed: typeof fused = (x, filter, bias) =>
    tf.relu(tf.add(
      tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, geometry.strides, geometry.padding),
      bias,
    )) as tf.Tensor4D;
  const fused = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
    convolveRelu(x as tf.Tensor4D, filter as tf.Tensor4D, bias as tf.Tensor1D, geometry);
  const valueAndGradients = (apply: typeof fused) => (...tensors: tf.Tensor[]) => {
    const gradients = tf.grads((...own) => {
      const [x, filter, bias] = own;
      return tf.square(apply(x, filter, bias));
    })(tensors);
    return [apply(tensors[0], tensors[1], tensors[2]), ...gradients];
  };

  for (const way of ["eager", "compiled"] as const) {
    Deno.test(`convolution, bias and relu ${name} equal the composed operations, ${way}`, () => {
      const tensors = inputs();
      const expected = valueAndGradients(composed)(...tensors);
      const step = valueAndGradients(fused);
      const found = way === "eager" ? step(...tensors) : compileStep(step)(...tensors);
      found.forEach((tensor, index) => {
        assert.deepEqual(tensor.shape, expected[index].shape);
        assert.ok(relativeDifference(tensor.dataSync(), expected[index].dataSync()) < 1e-5);
      });
    });
  }
}
