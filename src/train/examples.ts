/** What networks are trained on: samples of one shape with the numbers of their classes. */
import * as tf from "@tensorflow/tfjs-core";

/** Samples and labels, row by row. */
export interface Examples {
  ids: string[];
  /** Class numbers. */
  labels: number[];
  /** [row, ...sampleShape], row-major. */
  data: Float32Array;
  /** Such as [time, freq]. */
  sampleShape: number[];
}

/** The examples in `rows` as a tensor [rows, ...sampleShape]; the caller disposes it. */
export function samplesTensor({ data, sampleShape }: Examples, rows: readonly number[]): tf.Tensor {
  const size = sampleShape.reduce((product, length) => product * length, 1);
  const [first] = rows;
  const values = rows.every((row, place) => row === first + place)
    // Neighbours need no gathering.
    ? data.subarray(first * size, (first + rows.length) * size)
    : gather(data, rows, size);
  return tf.tensor(values, [rows.length, ...sampleShape]);
}

function gather(data: Float32Array, rows: readonly number[], size: number): Float32Array {
  const gathered = new Float32Array(rows.length * size);
  rows.forEach((row, place) =>
    gathered.set(data.subarray(row * size, (row + 1) * size), place * size)
  );
  return gathered;
}

/** Labels of `rows` as one-hot rows [rows, class]; the caller disposes it. */
export function oneHotTensor(
  { labels }: Examples,
  rows: readonly number[],
  classes: number,
): tf.Tensor2D {
  const values = new Float32Array(rows.length * classes);
  rows.forEach((row, place) => values[place * classes + labels[row]] = 1);
  return tf.tensor2d(values, [rows.length, classes]);
}
