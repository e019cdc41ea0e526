import assert from "node:assert/strict";
import { leakageGaps, leakageGapTable } from "./leakage_gap.ts";
import { exampleRow } from "./testing/example_row.ts";

const overSpeakers = { low: 0.22, high: 0.52, over: "speakers", count: 6, method: "t" } as const;
const rows = [
  exampleRow({ mean: 0.88, sd: 0.01, n: 433 }),
  exampleRow({ protocol: "speaker", mean: 0.37, interval: overSpeakers, n: 1735 }),
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
  // What chance allows both, 3 and 15 points, adds up as squares.
  const reach = Math.hypot(0.03, 0.15);
  assert(Math.abs(interval!.low - (gap - reach)) < 1e-12);
  assert(Math.abs(interval!.high - (gap + reach)) < 1e-12);
  assert.equal(gaps[0].over, "t over 6 speakers");
});

Deno.test("each kind of knowledge has its gap; without an interval there is none of the gap", () => {
  const known = exampleRow({ protocol: "speaker", knowledge: "unlabelled", interval: null });
  const gaps = leakageGaps([...rows.slice(0, 2), known]);
  assert.deepEqual(gaps.map(({ knowledge, interval, over }) => [knowledge, !interval, !over]), [
    ["nothing", false, false],
    ["unlabelled", true, true],
  ]);
  assert.match(leakageGapTable(gaps, 200).text, /speaker +unlabelled clips .* – +–/);
});

Deno.test("another metric, and synthetic rows, are compared among themselves", () => {
  assert.deepEqual(leakageGaps(rows, "macroF1"), []);
  const made = exampleRow({ synthetic: true, protocol: "speaker" });
  assert.deepEqual(leakageGaps([rows[0], made]), []);
  const gaps = leakageGaps([exampleRow({ synthetic: true }), made]);
  assert.match(leakageGapTable(gaps, 200).text, /turev \(SYNTHETIC\)/);
});

Deno.test("the table is in percentage points", () => {
  const { text, markdown } = leakageGapTable(leakageGaps(rows), 200);
  assert.match(text, /speaker +nothing known +88\.0 +37\.0 +−51\.0 +−66\.3 to −35\.7 +t over 6 sp/);
  assert.match(markdown, /\| speaker \| nothing known \| 88\.0 \| 37\.0 \| −51\.0 \|/);
});
