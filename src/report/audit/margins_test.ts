import assert from "node:assert/strict";
import fc from "fast-check";
import { classificationScores } from "../../metrics/classification_scores.ts";
import { aucHardLabel } from "../../metrics/ranking_curves.ts";
import { printedFigureSchema, printedRange } from "./audit_table.ts";
import {
  confusionOfMargins,
  findMargins,
  isMatrix,
  type Margins,
  marginScores,
  scoreBounds,
} from "./margins.ts";
import { marginsOf, someConfusion } from "./testing/some_confusion.ts";

Deno.test("scores are those of the metrics", () => {
  fc.assert(fc.property(someConfusion, (confusion) => {
    const found = marginScores(marginsOf(confusion));
    const expected = classificationScores(confusion);
    // Published tables are of all classes, whether they occur or not.
    const names = { macroPrecision: "precision", macroRecall: "recall", macroF1: "f1" } as const;
    for (const name of ["macroPrecision", "macroRecall", "macroF1"] as const) {
      const values = expected.perClass.map((own) => own[names[name]]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(Math.abs(found[name] - mean) < 1e-12, name);
    }
    const areas = aucHardLabel(confusion).perClass;
    if (areas.includes(null)) return;
    const tested = confusion.flat().reduce((total, count) => total + count, 0);
    const weighted = areas.reduce<number>(
      (total, area, at) => total + area! * expected.perClass[at].support / tested,
      0,
    );
    assert.ok(Math.abs(found.aucHardMacro - aucHardLabel(confusion).macro!) < 1e-12);
    assert.ok(Math.abs(found.aucHardWeighted - weighted) < 1e-12);
  }));
});

Deno.test("a matrix's margins give a matrix of the same margins", () => {
  fc.assert(fc.property(someConfusion, (confusion) => {
    const margins = marginsOf(confusion);
    assert.ok(isMatrix(margins));
    assert.deepEqual(marginsOf(confusionOfMargins(margins)), margins);
  }));
});

Deno.test("margins that no matrix has are refused", () => {
  const wrong: Margins[] = [
    { hits: [1, 1], misses: [1, 0], alarms: [1, 0] },
    { hits: [1, 1], misses: [1, 0], alarms: [0, 0] },
    { hits: [9, 9, 9], misses: [3, 1, 0], alarms: [3, 0, 1] },
  ];
  for (const margins of wrong) {
    assert.ok(!isMatrix(margins));
    assert.throws(() => confusionOfMargins(margins), /margins of a confusion matrix/);
  }
});

Deno.test("scores that a matrix has are found to be possible", () => {
  let [tried, found] = [0, 0];
  fc.assert(
    fc.property(someConfusion, (confusion) => {
      const margins = marginsOf(confusion);
      const clips = margins.hits.map((hit, at) => hit + margins.misses[at]);
      if (clips.some((count) => count === 0)) return;
      const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
      const { macroPrecision, macroRecall, aucHardMacro } = marginScores(margins);
      const range = (value: number) =>
        printedRange(printedFigureSchema.parse(`${(100 * value).toFixed(2)} %`));
      const part = {
        tested: sum(clips),
        hits: sum(margins.hits),
        limits: clips.map((count) => ({ low: count, high: count })),
      };
      const targets = {
        macroPrecision: range(macroPrecision),
        macroRecall: range(macroRecall),
        aucHardMacro: range(aucHardMacro),
      };
      tried++;
      const witness = findMargins(part, targets);
      if (!witness) return;
      found++;
      assert.ok(isMatrix(witness));
      assert.deepEqual(witness.hits.map((hit, at) => hit + witness.misses[at]), clips);
      assert.equal(sum(witness.hits), part.hits);
      const scores = marginScores(witness);
      for (const [name, { low, high }] of Object.entries(targets)) {
        const score = scores[name as keyof typeof targets];
        assert.ok(score >= low && score <= high, name);
      }
    }),
    { numRuns: 8, seed: 1 },
  );
  // With every class's clips fixed few matrices remain; most, not all, are found.
  assert.ok(found >= 0.75 * tried, `${found} of ${tried}`);
});

Deno.test("what no matrix has is not found", () => {
  const part = { tested: 100, hits: 99, limits: [{ low: 50, high: 50 }, { low: 50, high: 50 }] };
  const targets = { macroRecall: { low: 0.5, high: 0.6 } };
  assert.equal(findMargins(part, targets, { steps: 2000, starts: 2 }), null);
});

const slack = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 5, maxLength: 5 });

Deno.test("no confusion matrix has a score outside its bounds", () => {
  fc.assert(
    fc.property(someConfusion, slack, slack, (confusion, below, above) => {
      const margins = marginsOf(confusion);
      const clips = margins.hits.map((hit, at) => hit + margins.misses[at]);
      // With a class alone in the test set there is no false positive rate.
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
