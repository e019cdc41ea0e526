import assert from "node:assert/strict";
import { evaluatePredictions } from "./evaluate_predictions.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

for (const reference of readMetricsFixture().classification) {
  Deno.test(`evaluatePredictions gathers all metrics: ${reference.name}`, () => {
    const names = reference.confusion.map((_, index) => `class ${index}`);
    const metrics = evaluatePredictions(reference.probabilities, reference.labels, names);
    assertClose(metrics.accuracy, reference.accuracy);
    assertClose(metrics.macroF1, reference.macroF1);
    assertClose(metrics.aucProbability, reference.aucProbabilityMacro);
    assertClose(metrics.aucHardLabel, reference.aucHardLabelMacro);
    assertClose(metrics.logLoss, reference.logLoss);
    assertClose(metrics.brierScore, reference.brierScore);
    assert.deepEqual(metrics.perClass.map(({ name }) => name), names);
    assert.deepEqual(metrics.perClass.map(({ support }) => support), reference.support);
    assert.deepEqual(JSON.parse(JSON.stringify(metrics)), metrics, "plain JSON, no NaN");
  });
}

Deno.test("evaluatePredictions is plain JSON with absent classes too", () => {
  const metrics = evaluatePredictions(Float32Array.of(0.7, 0.2, 0.1), [0], ["a", "b", "c"]);
  assert.equal(metrics.accuracy, 1);
  assert.equal(metrics.aucProbability, null);
  assert.equal(metrics.meanAveragePrecision, 1);
  assert.deepEqual(JSON.parse(JSON.stringify(metrics)), metrics);
  assert.throws(() => evaluatePredictions([], [], ["a", "b"]), /at least one clip/);
});
