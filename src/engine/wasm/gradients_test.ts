import assert from "node:assert/strict";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers";
import { setBackend } from "../select_engine.ts";
import { noiseTensor } from "../testing/noise.ts";
import { relativeDifference } from "../testing/relative_difference.ts";
import { startWasm } from "./start_wasm.ts";

// Registers the gradients of tfjs-core's operations.

await startWasm();

type Pad = "same" | "valid" | [
  [number, number],
  [number, number],
  [number, number],
  [number, number],
];
interface ConvolutionCase {
  image: [number, number, number, number];
  filter: [number, number, number, number];
  strides: [number, number];
  pad: Pad;
}

const cases: ConvolutionCase[] = [
  { image: [2, 1, 8, 3], filter: [1, 5, 3, 4], strides: [1, 1], pad: "same" },
  { image: [2, 6, 7, 3], filter: [3, 2, 3, 4], strides: [1, 1], pad: "valid" },
  { image: [2, 9, 8, 2], filter: [3, 3, 2, 5], strides: [2, 2], pad: "same" },
  // The last row and the last two columns are never seen.
  { image: [1, 8, 9, 2], filter: [3, 3, 2, 2], strides: [2, 4], pad: "valid" },
  {
    image: [2, 7, 7, 2],
    filter: [3, 3, 2, 2],
    strides: [2, 2],
    pad: [[0, 0], [0, 1], [1, 0], [0, 0]],
  },
  { image: [2, 8, 8, 3], filter: [1, 1, 3, 2], strides: [2, 1], pad: "same" },
];

/** Gradients of image and filter on `backend`, with a random direction for the output's. */
async function gradientsOn(
  backend: string,
  { image, filter }: ConvolutionCase,
  convolve: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor4D,
): Promise<Float32Array[]> {
  await setBackend(backend);
  return tf.tidy(() => {
    const [x, w] = [noiseTensor(image, 1), noiseTensor(filter, 2)];
    const direction = noiseTensor(convolve(x as tf.Tensor4D, w as tf.Tensor4D).shape, 3);
    return tf.grads((a, b) =>
      tf.sum(tf.mul(convolve(a as tf.Tensor4D, b as tf.Tensor4D), direction))
    )([x, w]).map((gradient) => gradient.dataSync() as Float32Array);
  });
}

async function compare(
  convolutionCase: ConvolutionCase,
  convolve: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor4D,
): Promise<void> {
  const ours = await gradientsOn("wasm", convolutionCase, convolve);
  const oracle = await gradientsOn("cpu", convolutionCase, convolve);
  ours.forEach((gradient, place) => {
    const difference = relativeDifference(gradient, oracle[place]);
    assert.ok(difference < 1e-5, `argument ${place}: ${difference}`);
  });
}

for (const each of cases) {
  const { image, filter, strides, pad } = each;
  const name = `image [${image}], filter [${filter}], strides [${strides}], pad ${pad}`;

  Deno.test(`convolution on wasm has cpu's gradients: ${name}`, () =>
    compare(each, (x, w) => tf.conv2d(x, w, strides, pad)));

  Deno.test(`depthwise convolution on wasm has cpu's gradients: ${name}`, () =>
    compare(each, (x, w) => tf.depthwiseConv2d(x, w, strides, pad)));
}

const pools: [[number, number], [number, number], "same" | "valid"][] = [
  [[2, 2], [2, 2], "valid"],
  [[1, 2], [1, 2], "valid"],
  [[3, 3], [2, 2], "same"],
  [[3, 2], [1, 3], "valid"],
];
for (const [size, strides, pad] of pools) {
  Deno.test(`maximum pooling on wasm has cpu's gradient: ${size}, strides ${strides}, ${pad}`, () =>
    compare(
      { image: [2, 6, 7, 3], filter: [1, 1, 1, 1], strides, pad },
      (x, w) => tf.mul(tf.maxPool(x, size, strides, pad), w),
    ));
}

Deno.test("of equal values in a window on wasm one takes the whole gradient", async () => {
  await setBackend("wasm");
  tf.tidy(() => {
    const pool = (x: tf.Tensor) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"));
    assert.deepEqual([...tf.grad(pool)(tf.ones([1, 2, 2, 1])).dataSync()], [1, 0, 0, 0]);
  });
});

Deno.test("the composed kernels leave no tensors behind", async () => {
  await gradientsOn("wasm", cases[2], (x, w) => tf.conv2d(x, w, 2, "same"));
  const before = tf.memory();
  await gradientsOn("wasm", cases[2], (x, w) => tf.conv2d(x, w, 2, "same"));
  await gradientsOn("wasm", cases[2], (x, w) => tf.depthwiseConv2d(x, w, 2, "same"));
  assert.equal(tf.memory().numTensors, before.numTensors);
  assert.equal(tf.memory().numDataBuffers, before.numDataBuffers);
});
