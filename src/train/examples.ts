/** What networks are trained on: samples of one shape with the numbers of their classes. */
import * as tf from "@tensorflow/tfjs-core";

/** Samples and labels, row by row. */
export interface Examples {
  /** Of the clips, one a row. */
  ids: string[];
  /** Class numbers. */
  labels: number[];
  /** Who speaks, "" where unknown; absent where it does not matter. */
  speakers?: string[];
  /** [row, ...sampleShape], row-major; whole numbers mean 255ths, as pixels do. */
  data: Float32Array | Uint8Array;
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
  return tf.tensor(
    values instanceof Uint8Array ? Float32Array.from(values, (value) => value / 255) : values,
    [rows.length, ...sampleShape],
    "float32",
  );
}

function gather<T extends Float32Array | Uint8Array>(
  data: T,
  rows: readonly number[],
  size: number,
): T {
  const length = rows.length * size;
  const gathered =
    (data instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)) as T;
  rows.forEach((row, place) =>
    gathered.set(data.subarray(row * size, (row + 1) * size), place * size)
  );
  return gathered;
}

/** The rows of both, which are of one shape. */
export function joinExamples(first: Examples, second: Examples): Examples {
  const data = new Float32Array(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return {
    ids: [...first.ids, ...second.ids],
    labels: [...first.labels, ...second.labels],
    ...(first.speakers && second.speakers
      ? { speakers: [...first.speakers, ...second.speakers] }
      : {}),
    data,
    sampleShape: first.sampleShape,
  };
}
