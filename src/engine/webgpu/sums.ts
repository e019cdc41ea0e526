/**
 * Long sums on a GPU: many threads each sum a part, a second program sums the parts, in an order
 * that is always the same, so that the same step gives the same bits (unlike atomic additions).
 */
import * as tf from "@tensorflow/tfjs-core";
import { disposeInfo, flatProgram, integers, runProgram } from "./gpu_program.ts";

/** How a sum's terms are dealt out. */
interface Parts {
  /** How many. */
  count: number;
  /** Terms of each but the last, which may have fewer. */
  length: number;
}

/** Parts of about `wanted` terms each, at most `most` of them; `step` divides their length. */
export function dealOut(terms: number, wanted: number, most: number, step = 1): Parts {
  const length = Math.ceil(Math.max(wanted, Math.ceil(terms / most)) / step) * step;
  return { count: Math.ceil(terms / length), length };
}

/** Sums `parts` [part, ...] over the parts into `shape`; disposes `parts`. */
export function sumParts(parts: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  const program = flatProgram({
    key: "sum parts",
    inputs: ["parts"],
    outputShape: shape,
    uniforms: "count : i32,",
    body: `
      var sum = 0.0;
      for (var part = 0; part < uniforms.count; part++) {
        sum += parts[part * uniforms.size + index];
      }
      result[index] = sum;`,
  });
  const sum = runProgram(program, [parts], integers(parts.shape[0]));
  disposeInfo(parts);
  return sum;
}

// Sums over all axes but the last, on a GPU.

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
