import assert from "node:assert/strict";
import fc from "fast-check";
import { ratioSpread, summariseTimes } from "./statistics.ts";

Deno.test("summariseTimes is ordered and stays within the data", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }),
    (times) => {
      const summary = summariseTimes(times);
      assert.ok(summary.minimumMs <= summary.lowerQuartileMs);
      assert.ok(summary.lowerQuartileMs <= summary.medianMs);
      assert.ok(summary.medianMs <= summary.upperQuartileMs);
      assert.ok(summary.upperQuartileMs <= Math.max(...times));
      assert.equal(summary.steps, times.length);
    },
  ));
});

Deno.test("ratioSpread cancels a slow spell that hits both alike", () => {
  assert.deepEqual(ratioSpread([10, 20, 10], [20, 40, 20]), {
    lowerQuartile: 0.5,
    upperQuartile: 0.5,
  });
  assert.throws(() => ratioSpread([1], [1, 2]), /found 1 and 2/);
});
