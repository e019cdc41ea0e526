import assert from "node:assert/strict";
import fc from "fast-check";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";
import { rocCurve } from "./roc_curve.ts";

for (const reference of readMetricsFixture().classification) {
  Deno.test(`rocCurve equals scikit-learn's: ${reference.name}`, () => {
    const scores = reference.probabilities.map((row) => row[0]);
    const curve = rocCurve(scores, reference.labels.map((label) => label === 0));
    assert.equal(curve?.points.length, reference.rocCurve.length);
    curve?.points.forEach((point, index) => {
      const [threshold, falsePositiveRate, truePositiveRate] = reference.rocCurve[index];
      assert.equal(point.threshold, threshold);
      assertClose(point.falsePositiveRate, falsePositiveRate);
      assertClose(point.truePositiveRate, truePositiveRate);
    });
  });
}

Deno.test("rocCurve's area is the share of pairs in the right order, ties half", () => {
  const clips = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { maxLength: 30 });
  fc.assert(fc.property(clips, (pairs) => {
    const ofPositives = pairs.filter(([, positive]) => positive).map(([score]) => score);
    const ofNegatives = pairs.filter(([, positive]) => !positive).map(([score]) => score);
    let wins = 0;
    for (const high of ofPositives) {
      for (const low of ofNegatives) wins += high > low ? 1 : high === low ? 0.5 : 0;
    }
    const curve = rocCurve(pairs.map(([score]) => score), pairs.map(([, positive]) => positive));
    const total = ofPositives.length * ofNegatives.length;
    if (total === 0) assert.equal(curve, null);
    else assert.ok(Math.abs(curve!.auc - wins / total) < 1e-12);
  }));
});

Deno.test("a perfect classifier's area is 1 exactly, whatever the counts", () => {
  for (let count = 1; count < 60; count++) {
    const positive = Array.from({ length: 2 * count + 1 }, (_, clip) => clip % 2 === 0);
    const scores = positive.map((isPositive, clip) => (isPositive ? 100 : 0) + clip / 1000);
    assert.equal(rocCurve(scores, positive)?.auc, 1);
  }
});
