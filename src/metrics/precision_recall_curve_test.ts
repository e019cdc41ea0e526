import assert from "node:assert/strict";
import { precisionRecallCurve } from "./precision_recall_curve.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

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

Deno.test("a perfect classifier's average precision is 1 exactly; no positive gives no curve", () => {
  for (let count = 1; count < 60; count++) {
    const positive = Array.from({ length: 2 * count }, (_, clip) => clip < count);
    const scores = positive.map((_, clip) => -clip);
    assert.equal(precisionRecallCurve(scores, positive)?.averagePrecision, 1);
  }
  assert.equal(precisionRecallCurve([0.5], [false]), null);
});
