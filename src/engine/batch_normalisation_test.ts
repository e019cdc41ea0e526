import assert from "node:assert/strict";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { batchNormalise } from "./batch_normalisation.ts";
import { selectEngine, setBackend } from "./select_engine.ts";
import { noise, noiseTensor } from "./testing/noise.ts";
import { relativeDifference } from "./testing/relative_difference.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const EPSILON = 1e-3;
const CHANNELS = 3;

interface Result {
  output: number[];
  mean: number[];
  variance: number[];
  gradients: number[][];
}

/** Output and the gradients of sum(output * weights) on the backend named. */
async function normaliseOn(backend: string, shape: number[]): Promise<Result> {
  await setBackend(backend);
  return tf.tidy(() => {
    const [x, weights] = [noiseTensor(shape, 1), noiseTensor(shape, 2)];
    const [scale, offset] = [noiseTensor([CHANNELS], 3), noiseTensor([CHANNELS], 4)];
    const forward = (...inputs: tf.Tensor[]) =>
      batchNormalise(inputs[0], inputs[1] as tf.Tensor1D, inputs[2] as tf.Tensor1D, EPSILON);
    const { output, mean, variance } = forward(x, scale, offset);
    const gradients = tf.grads((...inputs) => tf.sum(tf.mul(forward(...inputs).output, weights)))(
      [x, scale, offset],
    );
    const [values, means, variances, ...slopes] = [output, mean, variance, ...gradients]
      .map((tensor) => [...tensor.dataSync()]);
    return { output: values, mean: means, variance: variances, gradients: slopes };
  });
}

for (const shape of [[8, CHANNELS], [4, 5, CHANNELS], [2, 3, 4, CHANNELS]]) {
  Deno.test(`the fused batch normalisation agrees with the composed one, rank ${shape.length}`, async () => {
    const composed = await normaliseOn("cpu", shape);
    const fused = await normaliseOn("tensorflow", shape);
    const close = (a: number[], b: number[], what: string) => {
      const difference = relativeDifference(a, b);
      assert.ok(difference < 1e-5, `${what}: ${difference}`);
    };
    close(fused.output, composed.output, "output");
    close(fused.mean, composed.mean, "mean");
    close(fused.variance, composed.variance, "variance");
    fused.gradients.forEach((gradient, place) =>
      close(gradient, composed.gradients[place], `gradient ${place}`)
    );
  });
}

Deno.test("a batch of one row has variance 0 and gives the offset", async () => {
  await setBackend("tensorflow");
  tf.tidy(() => {
    const { output, variance } = batchNormalise(
      tf.tensor2d([[5, -7]]),
      tf.tensor1d([2, 2]),
      tf.tensor1d([0.5, 1]),
      EPSILON,
    );
    assert.deepEqual([...output.dataSync()], [0.5, 1]);
    assert.deepEqual([...variance.dataSync()], [0, 0]);
  });
});

/** sum(output * weights) in double precision, straight from the definition. */
function objective(x: number[], scale: number[], offset: number[], weights: Float32Array): number {
  const rows = x.length / CHANNELS;
  let sum = 0;
  for (let channel = 0; channel < CHANNELS; channel++) {
    const column = Array.from({ length: rows }, (_, row) => x[row * CHANNELS + channel]);
    const mean = column.reduce((total, value) => total + value) / rows;
    const variance = column.reduce((total, value) => total + (value - mean) ** 2, 0) / rows;
    column.forEach((value, row) => {
      const normalised = (value - mean) / Math.sqrt(variance + EPSILON);
      sum += weights[row * CHANNELS + channel] * (normalised * scale[channel] + offset[channel]);
    });
  }
  return sum;
}

Deno.test("the fused gradients agree with finite differences", async () => {
  const shape = [6, CHANNELS];
  const { gradients } = await normaliseOn("tensorflow", shape);
  const weights = noise(6 * CHANNELS, 2);
  const point = [noise(6 * CHANNELS, 1), noise(CHANNELS, 3), noise(CHANNELS, 4)]
    .map((values) => [...values]);
  gradients.forEach((gradient, argument) => {
    const numeric = gradient.map((_, place) => {
      const moved = (by: number) => {
        const at = point.map((values) => [...values]);
        at[argument][place] += by;
        return objective(at[0], at[1], at[2], weights);
      };
      return (moved(1e-6) - moved(-1e-6)) / 2e-6;
    });
    const difference = relativeDifference(gradient, numeric);
    assert.ok(difference < 1e-5, `argument ${argument}: ${difference}`);
  });
});
