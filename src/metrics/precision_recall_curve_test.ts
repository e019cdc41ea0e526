import assert from "node:assert/strict";
import { precisionRecallCurve } from "./precision_recall_curve.ts";
import { assertClose, readMetricsFixture } from "./read_metrics_fixture.ts";

for (const reference of readMetricsFixture().classification) {
  Deno.test(`precisionRecallCurve equals scikit-learn's: ${reference.name}`, () => {
    reference.averagePrecision.forEach((expected, index) => {
      const scores = reference.probabilities.map((row) => row[index]);
      const curve = precisionRecallCurve(scores, reference.labels.map((label) => label === index));
      assertClose(curve?.averagePrecision ?? null, expected);
      if (index > 0) return;
      assert.equal(curve?.points.length, reference.precisionRecallCurve.length);
      curve?.points.forEach(({ precision, recall }, at) => {
        assertClose(precision, reference.precisionRecallCurve[at][0]);
        assertClose(recall, reference.precisionRecallCurve[at][1]);
      });
    });
  });
}
