import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../base/random.ts";
import {
  aucHardLabel,
  aucProbability,
  type CurvePoint,
  precisionRecallCurve,
  precisionRecallSteps,
  rocCurve,
  thinCurve,
  thresholdCounts,
} from "./ranking_curves.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

Deno.test("thresholdCounts lets equal scores enter together", () => {
  assert.deepEqual(thresholdCounts([0.5, 0.9, 0.5, 0.1], [true, true, false, false]), [
    { threshold: 0.9, truePositives: 1, falsePositives: 0 },
    { threshold: 0.5, truePositives: 2, falsePositives: 1 },
    { threshold: 0.1, truePositives: 2, falsePositives: 2 },
  ]);
  assert.throws(() => thresholdCounts([0.5], [true, false]), /Expected 2 scores, but found 1/);
});

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

Deno.test("the staircase's area is the average precision", () => {
  const clip = fc.record({ score: fc.integer({ min: 0, max: 9 }), positive: fc.boolean() });
  fc.assert(fc.property(fc.array(clip, { minLength: 1, maxLength: 40 }), (clips) => {
    const curve = precisionRecallCurve(
      clips.map((one) => one.score),
      clips.map((one) => one.positive),
    );
    if (!curve) return;
    const steps = precisionRecallSteps(curve.points);
    const area = steps.slice(1).reduce((sum, { recall, precision }, at) => {
      const before = steps[at];
      assert.ok(before.recall === recall || before.precision === precision);
      return sum + (recall - before.recall) * precision;
    }, 0);
    assert.ok(Math.abs(area - curve.averagePrecision) < 1e-12);
  }));
});

Deno.test("points on a straight line go, corners and ends stay", () => {
  const corner: CurvePoint[] = [[0, 0], [0, 0.5], [0, 1], [0.5, 1], [1, 1]];
  assert.deepEqual(thinCurve(corner, 0), [[0, 0], [0, 1], [1, 1]]);
  assert.deepEqual(thinCurve([[0, 0], [1, 1]], 0.5), [[0, 0], [1, 1]]);
  assert.deepEqual(thinCurve([], 0.5), []);
  // A closed curve: both ends are one point.
  assert.deepEqual(thinCurve([[0, 0], [1, 0], [0, 0]], 0.1), [[0, 0], [1, 0], [0, 0]]);
});

Deno.test("no point left out is farther from what stays than the tolerance", () => {
  const random = createRandom(1, "staircase");
  const points: CurvePoint[] = [[0, 0]];
  for (let step = 0; step < 600; step++) {
    const [x, y] = points.at(-1)!;
    points.push(random.uniform() < 0.5 ? [x + 1 / 300, y] : [x, y + 1 / 300]);
  }
  const thin = thinCurve(points, 0.01);
  assert.ok(thin.length > 2 && thin.length < points.length / 5, String(thin.length));
  for (const [x, y] of points) {
    const distance = Math.min(
      ...thin.slice(1).map((to, index) => {
        // Sampled densely: an oracle that shares no formula with the function.
        const from = thin[index];
        return Math.min(...Array.from({ length: 101 }, (_, k) =>
          Math.hypot(
            from[0] + (to[0] - from[0]) * k / 100 - x,
            from[1] + (to[1] - from[1]) * k / 100 - y,
          )));
      }),
    );
    assert.ok(distance < 0.0101, `${x}, ${y}: ${distance}`);
  }
});
