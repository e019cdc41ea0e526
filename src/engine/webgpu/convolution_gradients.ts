/** The gradient of a 2D convolution with respect to its filter, as a matrix product on a GPU. */
import type * as tf from "@tensorflow/tfjs-core";
import { isUnpadded, paddedImage, paddingOf } from "./convolution.ts";
import { disposeInfo, flatProgram, type GpuProgram, integers, runProgram } from "./gpu_program.ts";
import { dealOut, sumParts } from "./sums.ts";
import {
  DEPTH,
  TILE_ROWS,
  tileColumns,
  tileProductCode,
  tileWorkgroup,
  writeColumns,
} from "./tile_product.ts";

/** A GPU is kept busy by so many workgroups. */
const WORKGROUPS = 1024;

/**
 * For x [batch, height, width, in] and the output's gradient dy [batch, outHeight, outWidth, out]:
 * the filter's gradient [filterHeight, filterWidth, in, out], the product of what each row (tap and
 * channel) saw at each of the output's positions with the gradients there. tfjs's own program gives
 * each value of the filter to one thread, which goes over all positions: tens of times slower.
 */
export function convolutionFilterGradient(
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const padding = paddingOf(info);
  const image = isUnpadded(padding) ? x : paddedImage(x, padding);
  const [, height, width, channels] = image.shape;
  const rows = info.filterHeight * info.filterWidth * channels;
  const columns = info.outChannels;
  const positions = info.batchSize * info.outHeight * info.outWidth;
  const tiles = Math.ceil(rows / TILE_ROWS) * Math.ceil(columns / tileColumns(columns));
  const most = Math.max(1, Math.round(WORKGROUPS / tiles));
  const parts = dealOut(positions, 8 * DEPTH, most, DEPTH);
  const sums = runProgram(
    partsProgram([parts.count, rows, columns]),
    [image, dy],
    integers(
      rows,
      columns,
      positions,
      parts.length,
      height,
      width,
      channels,
      info.outHeight,
      info.outWidth,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
    ),
  );
  if (image !== x) disposeInfo(image);
  return sumParts(sums, info.filterShape);
}

/** One workgroup a tile of [row, column] and part of the positions. */
function partsProgram(outputShape: [number, number, number]): GpuProgram {
  const [parts, rows, columns] = outputShape;
  const width = tileColumns(columns);
  const workgroupSize = tileWorkgroup(width);
  const threads = workgroupSize[0] * workgroupSize[1];
  return {
    variableNames: ["image", "dy"],
    uniforms: "rows : i32, columns : i32, positions : i32, length : i32, height : i32, " +
      "width : i32, channels : i32, outHeight : i32, outWidth : i32, filterWidth : i32, " +
      "strideHeight : i32, strideWidth : i32,",
    workgroupSize,
    dispatchLayout: { x: [2], y: [1], z: [0] },
    dispatch: [Math.ceil(columns / width), Math.ceil(rows / TILE_ROWS), parts],
    outputShape,
    shaderKey: `duygu convolution filter gradient ${width}`,
    size: false,
    getUserCode: () =>
      tileProductCode({
        width,
        declarations: `
          // Where in the image the first tap of each of the step's positions is.
          var<workgroup> places : array<i32, ${DEPTH}>;
          fn findPlace(position : i32, at : i32) {
            let line = position / uniforms.outWidth;
            let sample = line / uniforms.outHeight;
            let y = (line - sample * uniforms.outHeight) * uniforms.strideHeight;
            let left = (position - line * uniforms.outWidth) * uniforms.strideWidth;
            places[at] = ((sample * uniforms.height + y) * uniforms.width + left) *
              uniforms.channels;
          }`,
        before: `
          let lane = thread % ${TILE_ROWS};
          let row = tileRow + lane;
          let tap = row / uniforms.channels;
          let tapRow = tap / uniforms.filterWidth;
          let offset = (tapRow * uniforms.width + tap - tapRow * uniforms.filterWidth) *
            uniforms.channels + row - tap * uniforms.channels;
          let some = row < uniforms.rows;
          let column = thread % ${width};
          let inside = tileColumn + column < uniforms.columns;
          let firstDepth = i32(workgroupId.z) * uniforms.length;
          if (thread < ${DEPTH}) { findPlace(firstDepth + thread, thread); }
          workgroupBarrier();`,
        firstDepth: "firstDepth",
        endDepth: "min(firstDepth + uniforms.length, uniforms.positions)",
        load: `
          for (var down = thread / ${TILE_ROWS}; down < ${DEPTH}; down += ${threads / TILE_ROWS}) {
            let there = some && start + down < endDepth;
            let place = places[down] + offset;
            setLeft(down, lane, select(0.0, image[select(0, place, there)], there));
          }
          for (var down = thread / ${width}; down < ${DEPTH}; down += ${threads / width}) {
            let there = inside && start + down < endDepth;
            let place = (start + down) * uniforms.columns + tileColumn + column;
            setRight(down, column, select(0.0, dy[select(0, place, there)], there));
          }`,
        between: `
          if (thread < ${DEPTH}) { findPlace(start + ${DEPTH} + thread, thread); }`,
        write: `if (row < uniforms.rows) { ${
          writeColumns("(i32(workgroupId.z) * uniforms.rows + row) * uniforms.columns + column")
        } }`,
      }),
  };
}

// The gradient of a depthwise 2D convolution with respect to its filter, on a GPU.

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
      columns,
      taps,
      positions,
      parts.length,
      info.outHeight,
      info.outWidth,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.padInfo.top,
      info.padInfo.left,
    ),
  );
  return sumParts(sums, info.filterShape);
}
