import assert from "node:assert/strict";
import { studentInterval, wilsonInterval } from "../metrics/intervals.ts";
import {
  compareWithPublished,
  heldOutUnit,
  intervalFromValues,
  intervalNote,
  intervalOverClips,
  intervalOverUnits,
} from "./compare_with_published.ts";
import { exampleRow } from "./testing/example_row.ts";

const verdict = (fields: Parameters<typeof exampleRow>[0]) =>
  compareWithPublished(exampleRow(fields)).verdict;

Deno.test("compareWithPublished: better and worse lie outside the difference's interval", () => {
  assert.equal(verdict({ mean: 0.88 }), "better");
  assert.equal(verdict({ mean: 0.68 }), "worse");
  assert.equal(verdict({ mean: 0.79 }), "reproduced");
});

Deno.test("compareWithPublished: the interval's width by hand", () => {
  // p = 0.5 of n = 100: 9.8 points; ours 9 to either side: together 13.3.
  const row = (mean: number, reach: number) => {
    const interval = { low: mean - reach, high: mean + reach };
    return exampleRow({
      published: 0.5,
      n: 100,
      mean,
      interval: { ...interval, over: "clips", count: 100, method: "Wilson" },
    });
  };
  assert.equal(compareWithPublished(row(0.63, 0.09)).verdict, "reproduced");
  assert.equal(compareWithPublished(row(0.635, 0.09)).verdict, "better");
  const { interval } = compareWithPublished(row(0.6, 0.09));
  assert.ok(Math.abs(interval!.high - 0.1 - 0.133055) < 1e-6);
  // Without an interval of ours both are taken for shares of 100 clips: 1.96 * sqrt(0.0025 +
  // 0.0024).
  const bare = compareWithPublished({ ...row(0.6, 0.09), interval: null });
  assert.ok(Math.abs(bare.interval!.high - 0.1 - 0.137197) < 1e-6);
  // Seeds that scatter widen it, as the row's own interval.
  assert.equal(compareWithPublished(row(0.7, 0.25)).verdict, "reproduced");
});

Deno.test("compareWithPublished: nothing to compare with", () => {
  assert.deepEqual(compareWithPublished(exampleRow({ published: null })), {
    difference: null,
    interval: null,
    verdict: "no published figure",
  });
  assert.equal(verdict({ synthetic: true }), "not comparable (synthetic)");
  assert.equal(verdict({ mean: 0.4, protocol: "speaker" }), "stricter split");
});

const of = { metric: "accuracy" } as const;

Deno.test("seeds do not multiply the clips", () => {
  const alone = intervalFromValues({ ...of, values: [0.75], n: 400, protocol: "paper" })!;
  const often = intervalFromValues({
    ...of,
    values: [0.75, 0.75, 0.75],
    n: 400,
    protocol: "paper",
  })!;
  assert.deepEqual(often, alone);
  assert.deepEqual({ low: alone.low, high: alone.high }, wilsonInterval(300, 400));
  assert.equal(intervalNote(alone), "Wilson over 400 clips");
  // Other metrics are no shares of clips.
  const area = { metric: "aucProbability", n: 400, protocol: "paper" } as const;
  assert.equal(intervalFromValues({ ...area, values: [0.9] }), null);
  assert.equal(intervalFromValues({ ...area, values: [0.9, 0.91] })!.over, "seeds");
});

Deno.test("seeds that scatter more than clips would are what the interval is over", () => {
  const values = [0.6, 0.75, 0.9];
  const found = intervalFromValues({ ...of, values, n: 400, protocol: "paper" })!;
  const expected = studentInterval(values)!;
  assert.equal(intervalNote(found), "t over 3 seeds");
  assert.ok(Math.abs(found.low - expected.low) < 1e-12);
  assert.ok(expected.high > 1 && found.high === 1);
});

Deno.test("values by seed give no interval over speakers, and say so", () => {
  const found = intervalFromValues({ ...of, values: [0.5, 0.6], n: 1735, protocol: "speaker" })!;
  assert.deepEqual([found.over, found.count], ["seeds", 2]);
  assert.equal(intervalFromValues({ ...of, values: [0.5], n: 1735, protocol: "speaker" }), null);
  assert.deepEqual(
    (["speaker", "speakerFolds", "crossCorpus", "textFolds", "paper", "official"] as const)
      .map(heldOutUnit),
    ["speakers", "speakers", "speakers", "texts", "clips", "clips"],
  );
});

Deno.test("t over speakers lies about the mean it is of, and within shares", () => {
  assert.equal(intervalOverUnits([0.4], "speakers"), null);
  const { low, high } = intervalOverUnits([0.4, 0.5, 0.6], "speakers", 0.55)!;
  const expected = studentInterval([0.45, 0.55, 0.65])!;
  assert.ok(Math.abs(low - expected.low) < 1e-12 && Math.abs(high - expected.high) < 1e-12);
  assert.deepEqual(
    intervalOverUnits([0.2, 0.9], "speakers"),
    { low: 0, high: 1, over: "speakers", count: 2, method: "t" },
  );
  assert.equal(intervalOverClips(1, 20).high, 1);
});
