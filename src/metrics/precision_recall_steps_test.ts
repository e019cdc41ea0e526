import assert from "node:assert/strict";
import fc from "fast-check";
import { precisionRecallCurve } from "./precision_recall_curve.ts";
import { precisionRecallSteps } from "./precision_recall_steps.ts";

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
