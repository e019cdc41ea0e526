import assert from "node:assert/strict";
import fc from "fast-check";
import { marginScores } from "./margins.ts";
import { scoreBounds } from "./score_bounds.ts";
import { marginsOf, someConfusion } from "./testing/some_confusion.ts";

const slack = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 });

Deno.test("no confusion matrix has a score outside its bounds", () => {
  fc.assert(
    fc.property(someConfusion, slack, slack, (confusion, below, above) => {
      const margins = marginsOf(confusion);
      const clips = margins.hits.map((hit, at) => hit + margins.misses[at]);
      // With a class alone in the test part there is no false positive rate.
      if (clips.filter((count) => count > 0).length < clips.length) return;
      const tested = clips.reduce((total, count) => total + count, 0);
      const hits = margins.hits.reduce((total, count) => total + count, 0);
      const limits = clips.map((count, at) => ({
        low: Math.max(0, count - below[at]),
        high: count + above[at],
      }));
      const scores = marginScores(margins);
      const recall = { low: scores.macroRecall - 0.001, high: scores.macroRecall + 0.001 };
      const sides = [
        scoreBounds({ tested, hits, limits }),
        scoreBounds({ tested, hits, limits }, recall),
      ];
      for (const bounds of sides) {
        for (const [name, { low, high }] of Object.entries(bounds)) {
          const value = scores[name as keyof typeof bounds];
          assert.ok(
            value >= low - 1e-9 && value <= high + 1e-9,
            `${low} <= ${name} ${value} <= ${high}`,
          );
        }
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("bounds are reached: errors in the smallest class, alarms in the largest", () => {
  const limits = [{ low: 10, high: 10 }, { low: 90, high: 90 }];
  const { macroRecall } = scoreBounds({ tested: 100, hits: 95, limits });
  assert.ok(Math.abs(macroRecall.low - 0.75) < 1e-12);
  assert.ok(Math.abs(macroRecall.high - (1 - 5 / 90 / 2)) < 1e-12);
});
