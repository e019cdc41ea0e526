/** In: sizes and a seed. Out: generated examples whose classes a network tells apart at once. */
import { createRandom } from "../../base/random.ts";
import type { Examples } from "../examples.ts";

/** Sizes of generated examples. */
export interface SeparableSizes {
  rows: number;
  classes: number;
  sampleShape: number[];
  /** Other seeds give other noise around the same centres. */
  seed: number;
}

/** Rows of the classes by turns: a centre for each class, plus normal noise of deviation 0.25. */
export function separableExamples(
  { rows, classes, sampleShape, seed }: SeparableSizes,
): Examples {
  const size = sampleShape.reduce((product, length) => product * length, 1);
  const centres = Array.from({ length: classes }, (_, label) => {
    const random = createRandom(0, "centre", label);
    return Array.from({ length: size }, random.normal);
  });
  const noise = createRandom(seed, "noise");
  const data = new Float32Array(rows * size);
  for (let at = 0; at < data.length; at++) {
    data[at] = centres[Math.floor(at / size) % classes][at % size] + 0.25 * noise.normal();
  }
  return {
    ids: Array.from({ length: rows }, (_, row) => `clip${row}`),
    labels: Array.from({ length: rows }, (_, row) => row % classes),
    data,
    sampleShape,
  };
}
