/**
 * In: an engine's name. Out, as JSON: by name, the values that operations with programs of our own
 * give on that engine, and how many tensors they left behind.
 */
import * as tf from "@tensorflow/tfjs-core";
// Registers the gradients of tfjs-core's operations.
import "@tensorflow/tfjs-layers";
import { applyAdam, movedTowards, moveTowards } from "../../variable_updates.ts";
import { batchNormalise } from "../../batch_normalisation.ts";
import { type EngineName, selectEngine } from "../../select_engine.ts";
import { noiseTensor } from "../../testing/noise.ts";

type Shape = [number, number, number, number];
interface ConvolutionCase {
  image: Shape;
  filter: Shape;
  strides: [number, number];
  pad: "same" | "valid";
}

const convolutions: ConvolutionCase[] = [
  { image: [2, 1, 8, 3], filter: [1, 5, 3, 4], strides: [1, 1], pad: "same" },
  { image: [2, 6, 7, 3], filter: [3, 2, 3, 4], strides: [1, 1], pad: "valid" },
  { image: [2, 9, 8, 2], filter: [3, 3, 2, 5], strides: [2, 2], pad: "same" },
  // The last row and the last two columns are never seen.
  { image: [1, 8, 9, 2], filter: [3, 3, 2, 2], strides: [2, 4], pad: "valid" },
  { image: [2, 8, 8, 3], filter: [1, 1, 3, 2], strides: [2, 1], pad: "same" },
  // More than one part, more than one tile each way, the large tile.
  { image: [2, 10, 10, 20], filter: [3, 3, 20, 70], strides: [1, 1], pad: "same" },
  { image: [2, 9, 9, 5], filter: [3, 3, 5, 35], strides: [2, 2], pad: "same" },
];

/** What is computed: each result must not depend on the engine. */
const computations: Record<string, () => tf.Tensor[]> = {};

for (const { image, filter, strides, pad } of convolutions) {
  const name = `image [${image}], filter [${filter}], strides [${strides}], ${pad}`;
  const gradients = (convolve: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor, shape: Shape) => {
    const [x, w] = [noiseTensor(image, 1), noiseTensor(shape, 2)] as tf.Tensor4D[];
    const direction = noiseTensor(convolve(x, w).shape, 3);
    return tf.grads((a, b) =>
      tf.sum(tf.mul(convolve(a as tf.Tensor4D, b as tf.Tensor4D), direction))
    )([x, w]);
  };
  computations[`convolution, ${name}`] = () =>
    gradients((x, w) => tf.conv2d(x, w, strides, pad), filter);
  computations[`fused convolution, ${name}`] = () => {
    const [x, w] = [noiseTensor(image, 1), noiseTensor(filter, 2)] as tf.Tensor4D[];
    const common = { x, filter: w, strides, pad };
    const bias = noiseTensor([filter[3]], 18) as tf.Tensor1D;
    return [
      tf.fused.conv2d({ ...common, activation: "linear" }),
      tf.fused.conv2d({ ...common, bias, activation: "relu" }),
      tf.fused.conv2d({ ...common, bias, activation: "elu" }),
    ];
  };
  const [height, width, channels] = filter;
  const depthwise: Shape = [height, width, channels, 2];
  computations[`depthwise convolution, ${name}`] = () =>
    gradients((x, w) => tf.depthwiseConv2d(x, w, strides, pad), depthwise);
}

computations["whole numbers and truths"] = () => {
  const numbers = tf.tensor1d([1, -2, 3], "int32");
  const truths = tf.tensor1d([true, false, true], "bool");
  return [tf.add(numbers, 1), tf.where(truths, numbers, tf.neg(numbers))];
};

for (const shape of [[7, 5], [3, 9, 11, 6], [2, 400, 3]]) {
  computations[`column sums of [${shape}]`] = () => {
    const x = noiseTensor(shape, 4);
    const leading = shape.slice(0, -1).map((_, axis) => axis);
    return [tf.sum(x, leading), tf.sum(x, leading, true), tf.sum(x, -1), tf.sum(x)];
  };
  computations[`batch normalisation of [${shape}]`] = () => {
    const columns = shape[shape.length - 1];
    // A mean far from zero, where the variance of squares would lose its digits.
    const x = tf.add(noiseTensor(shape, 5), 30);
    const [scale, offset] = [noiseTensor([columns], 6), noiseTensor([columns], 7)];
    const normalise = (...inputs: tf.Tensor[]) =>
      batchNormalise(inputs[0], inputs[1] as tf.Tensor1D, inputs[2] as tf.Tensor1D, 1e-3);
    const { mean, variance, output } = normalise(x, scale, offset);
    const direction = noiseTensor(shape, 8);
    const gradients = tf.grads((...inputs) =>
      tf.sum(tf.mul(normalise(...inputs).output, direction))
    );
    return [output, mean, variance, ...gradients([x, scale, offset])];
  };
}

computations["three steps of Adam"] = () => {
  const [variable, firstMoment, secondMoment] = [9, 10, 11].map((seed) =>
    tf.variable(tf.abs(noiseTensor([30, 7], seed)), false)
  );
  for (const step of [1, 2, 3]) {
    applyAdam({
      variable,
      firstMoment,
      secondMoment,
      gradient: noiseTensor([30, 7], 12 + step),
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      learningRate: tf.scalar(0.01),
      beta1Power: tf.scalar(0.9 ** step),
      beta2Power: tf.scalar(0.999 ** step),
    });
  }
  const results = [variable, firstMoment, secondMoment].map((each) => tf.add(each, 0));
  for (const each of [variable, firstMoment, secondMoment]) each.dispose();
  return results;
};

computations["an average that follows"] = () => {
  const [from, to] = [noiseTensor([5, 30], 16), noiseTensor([5, 30], 17)];
  const average = tf.variable(from, false);
  moveTowards(average, to, tf.scalar(0.3));
  const moved = tf.add(average, 0);
  average.dispose();
  return [moved, movedTowards(from, to, tf.scalar(0.3)), movedTowards(from, to, 0.3)];
};

await selectEngine({ engine: Deno.args[0] as EngineName });
const output: Record<string, { values: number[][]; left: number }> = {};
for (const [name, compute] of Object.entries(computations)) {
  const before = tf.memory().numTensors;
  const results = tf.tidy(compute);
  const values = await Promise.all(results.map(async (each) => [...await each.data()]));
  tf.dispose(results);
  output[name] = { values, left: tf.memory().numTensors - before };
}
console.log(JSON.stringify(output));
