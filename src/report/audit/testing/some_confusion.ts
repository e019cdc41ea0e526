/**
 * Tests only. Out: confusion matrices of 2 to 5 classes, drawn by fast-check, and their margins.
 */
import fc from "fast-check";
import type { Margins } from "../margins.ts";

/** Counts [actual][predicted], at least one clip in all. */
export const someConfusion: fc.Arbitrary<number[][]> = fc.integer({ min: 2, max: 5 })
  .chain((classes) => {
    const row = fc.array(fc.integer({ min: 0, max: 30 }), {
      minLength: classes,
      maxLength: classes,
    });
    return fc.array(row, { minLength: classes, maxLength: classes });
  })
  .filter((confusion) => confusion.flat().some((count) => count > 0));

/** Hits, misses and false alarms of each class. */
export function marginsOf(confusion: readonly (readonly number[])[]): Margins {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    hits: confusion.map((row, at) => row[at]),
    misses: confusion.map((row, at) => sum(row) - row[at]),
    alarms: confusion.map((row, at) => sum(confusion.map((other) => other[at])) - row[at]),
  };
}
