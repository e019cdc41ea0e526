/** Sums over all axes but the last, on a GPU. */
import * as tf from "@tensorflow/tfjs-core";
import { flatProgram, integers, runProgram } from "./gpu_program.ts";
import { dealOut, sumParts } from "./sum_parts.ts";

/** Rows that one thread goes over. */
const LENGTH = 128;
const MOST_PARTS = 512;

/** How rows are dealt to threads. */
export function rowParts(rows: number) {
  return dealOut(rows, LENGTH, MOST_PARTS);
}

/** For x [..., column]: the sum of each column, of `shape`. */
export function columnSums(x: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  const columns = x.shape[x.shape.length - 1];
  const rows = tf.util.sizeFromShape(x.shape) / columns;
  const parts = rowParts(rows);
  const program = flatProgram({
    key: "column sums",
    inputs: ["x"],
    outputShape: [parts.count, columns],
    uniforms: "columns : i32, rows : i32, length : i32,",
    body: `
      let part = index / uniforms.columns;
      let column = index - part * uniforms.columns;
      let end = min((part + 1) * uniforms.length, uniforms.rows);
      var sum = 0.0;
      for (var row = part * uniforms.length; row < end; row++) {
        sum += x[row * uniforms.columns + column];
      }
      result[index] = sum;`,
  });
  return sumParts(runProgram(program, [x], integers(columns, rows, parts.length)), shape);
}
