import assert from "node:assert/strict";
import { wilsonInterval } from "../metrics/wilson_interval.ts";
import { exampleRow } from "./testing/example_row.ts";
import { meanInterval } from "./mean_interval.ts";

const seeds = (values: number[], sd: number | null) => {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return exampleRow({ mean, sd, values, seeds: values.map((_, seed) => seed), n: 400 });
};

Deno.test("one seed has Wilson's interval of its clips", () => {
  const { low, high } = meanInterval(seeds([0.75], null));
  const expected = wilsonInterval(300, 400);
  assert.ok(Math.abs(low - expected.low) < 1e-12 && Math.abs(high - expected.high) < 1e-12);
});

Deno.test("more seeds narrow it, their spread widens it, and it stays within [0, 1]", () => {
  const width = (row: ReturnType<typeof seeds>) => {
    const { low, high } = meanInterval(row);
    assert.ok(low >= 0 && low <= row.mean && row.mean <= high && high <= 1);
    return high - low;
  };
  const alone = width(seeds([0.75], null));
  const alike = width(seeds([0.75, 0.75, 0.75, 0.75], 0));
  assert.ok(Math.abs(alike / alone - 0.5) < 0.02);
  assert.ok(width(seeds([0.6, 0.7, 0.8, 0.9], 0.129)) > 2 * alike);
  width(seeds([1, 1], 0));
  width(seeds([0, 1], 0.707));
});
