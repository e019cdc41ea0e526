/** The gradient of a depthwise 2D convolution with respect to its filter, on a GPU. */
import type * as tf from "@tensorflow/tfjs-core";
import { flatProgram, integers, runProgram } from "./gpu_program.ts";
import { dealOut, sumParts } from "./sum_parts.ts";

/** Positions that one thread goes over. */
const LENGTH = 256;
const MOST_PARTS = 512;

/**
 * For x [batch, height, width, in] and the output's gradient dy [batch, outHeight, outWidth,
 * in * multiplier]: the filter's gradient [filterHeight, filterWidth, in, multiplier]. One thread a
 * value of the filter and part of the positions; tfjs's own goes over all of them.
 */
export function depthwiseFilterGradient(
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const columns = info.outChannels;
  const taps = info.filterHeight * info.filterWidth;
  const positions = info.batchSize * info.outHeight * info.outWidth;
  const parts = dealOut(positions, LENGTH, MOST_PARTS);
  const program = flatProgram({
    key: "depthwise filter gradient",
    inputs: ["x", "dy"],
    outputShape: [parts.count, taps * columns],
    uniforms: "columns : i32, taps : i32, positions : i32, length : i32, " +
      "outHeight : i32, outWidth : i32, inHeight : i32, inWidth : i32, inChannels : i32, " +
      "filterWidth : i32, strideHeight : i32, strideWidth : i32, padTop : i32, padLeft : i32,",
    body: `
      let place = index / uniforms.columns;
      let column = index - place * uniforms.columns;
      let part = place / uniforms.taps;
      let tap = place - part * uniforms.taps;
      let tapRow = tap / uniforms.filterWidth;
      let fromTop = tapRow - uniforms.padTop;
      let fromLeft = tap - tapRow * uniforms.filterWidth - uniforms.padLeft;
      let channel = column / (uniforms.columns / uniforms.inChannels);
      let first = part * uniforms.length;
      let end = min(first + uniforms.length, uniforms.positions);
      var sum = 0.0;
      for (var position = first; position < end; position++) {
        let line = position / uniforms.outWidth;
        let image = line / uniforms.outHeight;
        let y = (line - image * uniforms.outHeight) * uniforms.strideHeight + fromTop;
        let left = (position - line * uniforms.outWidth) * uniforms.strideWidth + fromLeft;
        if (y >= 0 && y < uniforms.inHeight && left >= 0 && left < uniforms.inWidth) {
          sum += x[((image * uniforms.inHeight + y) * uniforms.inWidth + left) *
            uniforms.inChannels + channel] * dy[position * uniforms.columns + column];
        }
      }
      result[index] = sum;`,
  });
  const sums = runProgram(
    program,
    [x, dy],
    integers(
      ...[columns, taps, positions, parts.length],
      ...[info.outHeight, info.outWidth, info.inHeight, info.inWidth, info.inChannels],
      ...[info.filterWidth, info.strideHeight, info.strideWidth],
      ...[info.padInfo.top, info.padInfo.left],
    ),
  );
  return sumParts(sums, info.filterShape);
}
