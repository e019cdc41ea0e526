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
  // p = 0.5, q near 0.636, n = 100, one seed: 1.96 * sqrt(0.0025 + 0.00231) = 0.136.
  const half = { published: 0.5, n: 100, seeds: [0], values: [0.5], sd: null };
  assert.equal(verdict({ ...half, mean: 0.635 }), "reproduced");
  assert.equal(verdict({ ...half, mean: 0.637 }), "better");
  const { interval } = compareWithPublished(exampleRow({ ...half, mean: 0.6 }));
  assert.ok(Math.abs(interval!.high - 0.1 - 0.1372) < 0.0002);
  // Seeds that scatter more than clips alone would widen it.
  const scattered = { ...half, mean: 0.7, seeds: [0, 1], values: [0.5, 0.9] };
  assert.equal(verdict({ ...scattered, sd: 0.28 }), "reproduced");
  assert.equal(verdict({ ...scattered, sd: 0.01 }), "better");
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
