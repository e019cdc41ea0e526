import assert from "node:assert/strict";
import { compareWithPublished } from "./compare_with_published.ts";
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
      ...{ published: 0.5, n: 100, mean },
      interval: { ...interval, over: "clips", count: 100, method: "Wilson" },
    });
  };
  assert.equal(compareWithPublished(row(0.63, 0.09)).verdict, "reproduced");
  assert.equal(compareWithPublished(row(0.635, 0.09)).verdict, "better");
  const { interval } = compareWithPublished(row(0.6, 0.09));
  assert.ok(Math.abs(interval!.high - 0.1 - 0.133055) < 1e-6);
  // Without an interval of ours both are taken for shares of 100 clips: 1.96 * sqrt(0.0025 + 0.0024).
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
  assert.equal(verdict({ synthetic: true }), "says nothing");
  assert.equal(verdict({ mean: 0.4, protocol: "speaker" }), "stricter split");
});
