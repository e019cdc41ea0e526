/** Sums over all axes but the last, on a GPU. */
import * as tf from "@tensorflow/tfjs-core";
import { flatProgram, integers, runProgram } from "./gpu_program.ts";
import { dealOut, type Parts, sumParts } from "./sum_parts.ts";

/** Rows that one thread goes over, at least. */
const LENGTH = 16;
/** Threads that keep a GPU busy. */
const THREADS = 131072;
const MOST_PARTS = 512;

/** How the rows of a matrix are dealt to threads, of which each sums one column. */
export function rowParts(rows: number, columns: number): Parts {
  return dealOut(rows, Math.max(LENGTH, Math.ceil(rows * columns / THREADS)), MOST_PARTS);
}

/** For x [..., column]: the sum of each column, of `shape`. */
export function columnSums(x: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  const columns = x.shape[x.shape.length - 1];
  const rows = tf.util.sizeFromShape(x.shape) / columns;
  const parts = rowParts(rows, columns);
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
