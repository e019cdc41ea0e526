/** The gradient of a 2D convolution with respect to its filter, as one matrix product on a GPU. */
import * as tf from "@tensorflow/tfjs-core";
import { type GpuProgram, integers, runProgram } from "./gpu_program.ts";
import { dealOut, sumParts } from "./sum_parts.ts";

/** Positions that a workgroup holds at once. */
const DEPTH = 16;
/** Rows and columns that a thread sums. */
const OWN = 4;
/** A GPU is kept busy by so many workgroups. */
const WORKGROUPS = 1024;

/**
 * For x [batch, height, width, in] and the output's gradient dy [batch, outHeight, outWidth, out]:
 * the filter's gradient [filterHeight, filterWidth, in, out], the product of what each row (tap and
 * channel) saw at each of the output's positions with the gradients there. tfjs's own program gives
 * each value of the filter to one thread, which goes over all positions: by a trial 100 times slower.
 */
export function convolutionFilterGradient(
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const rows = info.filterHeight * info.filterWidth * info.inChannels;
  const columns = info.outChannels;
  const positions = info.batchSize * info.outHeight * info.outWidth;
  const tile = Math.min(rows, columns) > 32 ? 64 : 32;
  const tiles = Math.ceil(rows / tile) * Math.ceil(columns / tile);
  const most = Math.max(1, Math.round(WORKGROUPS / tiles));
  const parts = dealOut(positions, 8 * DEPTH, most, DEPTH);
  const program = partsProgram([parts.count, rows, columns], tile);
  const sums = runProgram(
    program,
    [x, dy],
    integers(
      ...[rows, columns, positions, parts.length],
      ...[info.outHeight, info.outWidth, info.inHeight, info.inWidth, info.inChannels],
      ...[info.filterWidth, info.strideHeight, info.strideWidth],
      ...[info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left],
    ),
  );
  return sumParts(sums, info.filterShape);
}

/** One workgroup a tile of [row, column] and part of the positions. */
function partsProgram(outputShape: [number, number, number], tile: number): GpuProgram {
  const [parts, rows, columns] = outputShape;
  const side = tile / OWN;
  const loads = (DEPTH * tile) / (side * side);
  return {
    variableNames: ["x", "dy"],
    uniforms: "rows : i32, columns : i32, positions : i32, length : i32, " +
      "outHeight : i32, outWidth : i32, inHeight : i32, inWidth : i32, inChannels : i32, " +
      "filterWidth : i32, strideHeight : i32, strideWidth : i32, " +
      "dilationHeight : i32, dilationWidth : i32, padTop : i32, padLeft : i32,",
    workgroupSize: [side, side, 1],
    dispatchLayout: { x: [2], y: [1], z: [0] },
    dispatch: [Math.ceil(columns / tile), Math.ceil(rows / tile), parts],
    outputShape,
    shaderKey: `duygu convolution filter gradient ${tile}`,
    size: false,
    getUserCode: () => `
      var<workgroup> seen : array<f32, ${DEPTH * tile}>;
      var<workgroup> slopes : array<f32, ${DEPTH * tile}>;

      fn main() {
        let thread = i32(localIndex);
        // In loading, a thread keeps to one row and one column; its neighbours have the next ones.
        let lane = thread % ${tile};
        let row = i32(workgroupId.y) * ${tile} + lane;
        let column = i32(workgroupId.x) * ${tile} + lane;
        let tap = row / uniforms.inChannels;
        let channel = row - tap * uniforms.inChannels;
        let tapRow = tap / uniforms.filterWidth;
        let fromTop = tapRow * uniforms.dilationHeight - uniforms.padTop;
        let fromLeft =
          (tap - tapRow * uniforms.filterWidth) * uniforms.dilationWidth - uniforms.padLeft;
        let first = i32(workgroupId.z) * uniforms.length;
        let end = min(first + uniforms.length, uniforms.positions);
        let ownRow = i32(localId.y) * ${OWN};
        let ownColumn = i32(localId.x) * ${OWN};
        var sums : array<vec4<f32>, ${OWN}>;

        for (var start = first; start < end; start += ${DEPTH}) {
          for (var load = 0; load < ${loads}; load++) {
            let depth = thread / ${tile} + load * ${(side * side) / tile};
            let position = start + depth;
            var value = 0.0;
            var slope = 0.0;
            if (position < end) {
              if (row < uniforms.rows) {
                let line = position / uniforms.outWidth;
                let image = line / uniforms.outHeight;
                let y = (line - image * uniforms.outHeight) * uniforms.strideHeight + fromTop;
                let left =
                  (position - line * uniforms.outWidth) * uniforms.strideWidth + fromLeft;
                if (y >= 0 && y < uniforms.inHeight && left >= 0 && left < uniforms.inWidth) {
                  value = x[((image * uniforms.inHeight + y) * uniforms.inWidth + left) *
                    uniforms.inChannels + channel];
                }
              }
              if (column < uniforms.columns) {
                slope = dy[position * uniforms.columns + column];
              }
            }
            seen[depth * ${tile} + lane] = value;
            slopes[depth * ${tile} + lane] = slope;
          }
          workgroupBarrier();
          for (var depth = 0; depth < ${DEPTH}; depth++) {
            let at = depth * ${tile} + ownColumn;
            let across = vec4<f32>(slopes[at], slopes[at + 1], slopes[at + 2], slopes[at + 3]);
            for (var own = 0; own < ${OWN}; own++) {
              sums[own] += seen[depth * ${tile} + ownRow + own] * across;
            }
          }
          workgroupBarrier();
        }

        let tileRow = i32(workgroupId.y) * ${tile} + ownRow;
        let tileColumn = i32(workgroupId.x) * ${tile} + ownColumn;
        for (var down = 0; down < ${OWN}; down++) {
          for (var across = 0; across < ${OWN}; across++) {
            let r = tileRow + down;
            let c = tileColumn + across;
            if (r < uniforms.rows && c < uniforms.columns) {
              result[(i32(workgroupId.z) * uniforms.rows + r) * uniforms.columns + c] =
                sums[down][across];
            }
          }
        }
      }`,
  };
}
