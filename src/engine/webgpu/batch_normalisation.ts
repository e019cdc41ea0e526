/** Batch normalisation of a training step on a GPU, as one operation with its gradient. */
import * as tf from "@tensorflow/tfjs-core";
import type { NormalisedBatch } from "../batch_normalisation.ts";
import { type FusedKernel, registerFusedKernel } from "../fused_kernel.ts";
import { disposeInfo, flatProgram, integers, real, runProgram } from "./gpu_program.ts";
import { rowParts, sumParts } from "./sums.ts";

/** See batchNormalise. */
export function batchNormaliseOnGpu(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): NormalisedBatch {
  registerFusedKernel(kernel);
  const [output, mean, variance] = tf.engine().runKernel(
    kernel.name,
    { x, scale, offset },
    { epsilon },
  ) as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
  return { output, mean, variance };
}

interface Inputs {
  x: tf.TensorInfo;
  scale: tf.TensorInfo;
  offset: tf.TensorInfo;
}

const kernel: FusedKernel<Inputs, { epsilon: number }> = {
  name: "DuyguBatchNormaliseOnGpu",
  engine: "webgpu",
  compute: ({ x, scale, offset }, { epsilon }) => {
    const [mean, variance] = columnMoments(x);
    return [normaliseColumns(x, offset, { scale, mean, variance, epsilon }), mean, variance];
  },
  inputsToSave: ["x", "scale"],
  outputsToSave: [false, true, true],
  gradient: (dys, [x, scale, mean, variance], { epsilon }) => {
    const [dy] = dys as tf.Tensor[];
    const gradients = normalisationGradients(dy, x, { scale, mean, variance, epsilon });
    const tensor = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);
    const [dx, dScale, dOffset] = [gradients.dx, gradients.dScale, gradients.dOffset].map(tensor);
    return { x: () => dx, scale: () => dScale, offset: () => dOffset };
  },
};

// Batch normalisation of a training step and its gradient (Ioffe and Szegedy 2015, algorithm 1 and
// section 3) in a few programs on a GPU. All take x [..., column] and normalise each column.

/** The columns' mean and biased variance, [column] each. */
function columnMoments(x: tf.TensorInfo): [mean: tf.TensorInfo, variance: tf.TensorInfo] {
  const { rows, columns } = sizesOf(x);
  const parts = rowParts(rows, columns);
  // For each part its columns' means, then their sums of squared distances from them.
  const program = flatProgram({
    key: "moments of parts",
    inputs: ["x"],
    outputShape: [parts.count, columns],
    uniforms: "columns : i32, rows : i32, length : i32, squares : i32,",
    body: `
      let part = index / uniforms.columns;
      let column = index - part * uniforms.columns;
      let start = part * uniforms.length;
      let end = min(start + uniforms.length, uniforms.rows);
      var sum = 0.0;
      for (var row = start; row < end; row++) {
        sum += x[row * uniforms.columns + column];
      }
      let mean = sum / f32(end - start);
      result[index] = mean;
      if (uniforms.squares == 1) {
        var squares = 0.0;
        for (var row = start; row < end; row++) {
          let distance = x[row * uniforms.columns + column] - mean;
          squares += distance * distance;
        }
        result[index] = squares;
      }`,
  });
  const [means, squares] = [0, 1].map((wanted) =>
    runProgram(program, [x], integers(columns, rows, parts.length, wanted))
  );
  // Parts are joined as Chan, Golub and LeVeque (1983) do: no difference of large numbers.
  const joined = flatProgram({
    key: "moments of all",
    inputs: ["means", "squares"],
    outputShape: [columns],
    uniforms: "rows : i32, length : i32, wanted : i32,",
    body: `
      var count = 0.0;
      var mean = 0.0;
      var sum = 0.0;
      let all = f32(uniforms.rows);
      for (var at = index; count < all; at += uniforms.size) {
        let own = min(f32(uniforms.length), all - count);
        let distance = means[at] - mean;
        let share = own / (count + own);
        sum += squares[at] + distance * distance * count * share;
        mean += distance * share;
        count += own;
      }
      result[index] = select(mean, sum / all, uniforms.wanted == 1);`,
  });
  const [mean, variance] = [0, 1].map((wanted) =>
    runProgram(joined, [means, squares], integers(rows, parts.length, wanted))
  );
  disposeInfo(means);
  disposeInfo(squares);
  return [mean, variance];
}

/** What normalisation takes from a batch besides x, [column] each. */
interface Normaliser {
  scale: tf.TensorInfo;
  mean: tf.TensorInfo;
  variance: tf.TensorInfo;
  epsilon: number;
}

/** (x - mean) / sqrt(variance + epsilon) * scale + offset, of x's shape. */
function normaliseColumns(
  x: tf.TensorInfo,
  offset: tf.TensorInfo,
  { scale, mean, variance, epsilon }: Normaliser,
): tf.TensorInfo {
  const program = flatProgram({
    key: "normalise columns",
    inputs: ["x", "scale", "offset", "mean", "variance"],
    outputShape: x.shape,
    uniforms: "columns : i32, epsilon : f32,",
    body: `
      let column = index % uniforms.columns;
      let factor = inverseSqrt(variance[column] + uniforms.epsilon) * scale[column];
      result[index] = (x[index] - mean[column]) * factor + offset[column];`,
  });
  return runProgram(program, [x, scale, offset, mean, variance], [
    ...integers(sizesOf(x).columns),
    real(epsilon),
  ]);
}

/** For the output's gradient dy: the gradients of x, scale and offset. */
function normalisationGradients(
  dy: tf.TensorInfo,
  x: tf.TensorInfo,
  { scale, mean, variance, epsilon }: Normaliser,
): { dx: tf.TensorInfo; dScale: tf.TensorInfo; dOffset: tf.TensorInfo } {
  const { rows, columns } = sizesOf(x);
  const parts = rowParts(rows, columns);
  const sums = flatProgram({
    key: "sums of normalisation's gradient",
    inputs: ["dy", "x", "mean", "variance"],
    outputShape: [parts.count, columns],
    uniforms: "columns : i32, rows : i32, length : i32, scaled : i32, epsilon : f32,",
    body: `
      let part = index / uniforms.columns;
      let column = index - part * uniforms.columns;
      let end = min((part + 1) * uniforms.length, uniforms.rows);
      var sum = 0.0;
      for (var row = part * uniforms.length; row < end; row++) {
        let at = row * uniforms.columns + column;
        sum += dy[at] * select(1.0, x[at] - mean[column], uniforms.scaled == 1);
      }
      let factor = inverseSqrt(variance[column] + uniforms.epsilon);
      result[index] = sum * select(1.0, factor, uniforms.scaled == 1);`,
  });
  const [dOffset, dScale] = [0, 1].map((scaled) =>
    sumParts(
      runProgram(sums, [dy, x, mean, variance], [
        ...integers(columns, rows, parts.length, scaled),
        real(epsilon),
      ]),
      [columns],
    )
  );
  const inputs = flatProgram({
    key: "normalisation's gradient",
    inputs: ["dy", "x", "scale", "mean", "variance", "dScale", "dOffset"],
    outputShape: x.shape,
    uniforms: "columns : i32, rows : f32, epsilon : f32,",
    body: `
      let column = index % uniforms.columns;
      let factor = inverseSqrt(variance[column] + uniforms.epsilon);
      let normal = (x[index] - mean[column]) * factor;
      let shift = (dOffset[column] + normal * dScale[column]) / uniforms.rows;
      result[index] = scale[column] * factor * (dy[index] - shift);`,
  });
  const dx = runProgram(inputs, [dy, x, scale, mean, variance, dScale, dOffset], [
    ...integers(columns),
    real(rows),
    real(epsilon),
  ]);
  return { dx, dScale, dOffset };
}

function sizesOf({ shape }: tf.TensorInfo): { rows: number; columns: number } {
  const columns = shape[shape.length - 1];
  return { rows: tf.util.sizeFromShape(shape) / columns, columns };
}
