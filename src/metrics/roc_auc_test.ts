import assert from "node:assert/strict";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";
import { aucHardLabel, aucProbability } from "./roc_auc.ts";

for (const reference of readMetricsFixture().classification) {
  Deno.test(`one-vs-rest AUC equals scikit-learn's: ${reference.name}`, () => {
    const { labels, probabilities, confusion } = reference;
    const soft = aucProbability(probabilities, labels, confusion.length);
    soft.perClass.forEach((auc, index) => assertClose(auc, reference.aucProbability[index]));
    assertClose(soft.macro, reference.aucProbabilityMacro);
    const hard = aucHardLabel(confusion);
    hard.perClass.forEach((auc, index) => assertClose(auc, reference.aucHardLabel[index]));
    assertClose(hard.macro, reference.aucHardLabelMacro);
  });
}

Deno.test("one-vs-rest AUC is null where there is but one class", () => {
  assert.deepEqual(aucProbability([[0.6, 0.4]], [0], 2), { macro: null, perClass: [null, null] });
  assert.deepEqual(aucHardLabel([[3, 1], [0, 0]]), { macro: null, perClass: [null, null] });
});
