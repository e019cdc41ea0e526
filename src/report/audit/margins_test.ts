import assert from "node:assert/strict";
import fc from "fast-check";
import { classificationScores } from "../../metrics/classification_scores.ts";
import { aucHardLabel } from "../../metrics/ranking_curves.ts";
import { confusionOfMargins, isMatrix, type Margins, marginScores } from "./margins.ts";
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
