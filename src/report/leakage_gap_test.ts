import assert from "node:assert/strict";
import { exampleRow } from "./testing/example_row.ts";
import { leakageGaps, leakageGapTable } from "./leakage_gap.ts";

const rows = [
  exampleRow({ mean: 0.88, sd: 0.01, n: 433 }),
  exampleRow({ protocol: "speaker", mean: 0.37, sd: null, values: [0.37], seeds: [1], n: 328 }),
  exampleRow({ protocol: "textFolds", mean: 0.86, sd: 0.02, n: 1735 }),
  exampleRow({ metric: "macroF1", protocol: "speaker", mean: 0.3 }),
  exampleRow({ model: "Other", protocol: "speaker", mean: 0.6 }),
  exampleRow({ corpus: "fer2013", mean: 0.7 }),
  exampleRow({ corpus: "fer2013", protocol: "official", mean: 0.6 }),
];

Deno.test("a gap for each stricter protocol that has its random split beside it", () => {
  const gaps = leakageGaps(rows);
  assert.deepEqual(gaps.map(({ corpus, protocol }) => [corpus, protocol]), [
    ["turev", "speaker"],
    ["turev", "textFolds"],
  ]);
  const [{ gap, random, strict, interval }] = gaps;
  assert.deepEqual([random, strict], [0.88, 0.37]);
  assert(Math.abs(gap + 0.51) < 1e-12);
  // Three seeds of 433 clips against one of 328: the variances of both means add up.
  const spread = 1.959964 * Math.sqrt(0.88 * 0.12 / 433 / 3 + 0.37 * 0.63 / 328);
  assert(Math.abs(interval.low - (gap - spread)) < 1e-6);
  assert(Math.abs(interval.high - (gap + spread)) < 1e-6);
});

Deno.test("another metric, and synthetic rows, are compared among themselves", () => {
  assert.deepEqual(leakageGaps(rows, "macroF1"), []);
  const made = exampleRow({ synthetic: true, protocol: "speaker" });
  assert.deepEqual(leakageGaps([rows[0], made]), []);
  const gaps = leakageGaps([exampleRow({ synthetic: true }), made]);
  assert.match(leakageGapTable(gaps).text, /turev \(SYNTHETIC\)/);
});

Deno.test("the table is in percentage points", () => {
  const { text, markdown } = leakageGapTable(leakageGaps(rows));
  assert.match(text, /speaker +88\.0 +37\.0 +−51\.0 +−56\.5 to −45\.5/);
  assert.match(markdown, /\| speaker \| 88\.0 \| 37\.0 \| −51\.0 \|/);
});
