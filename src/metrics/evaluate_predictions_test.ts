import assert from "node:assert/strict";
import { evaluatePredictions, metricsSchema } from "./evaluate_predictions.ts";
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

const classes = ["angry", "calm", "happy"];
const metrics = evaluatePredictions([[0.9, 0.1, 0], [0.2, 0.1, 0.7]], [0, 2], classes);

Deno.test("metrics are read as they were written", () => {
  const text = JSON.stringify(metrics);
  assert.equal(JSON.stringify(metricsSchema.parse(JSON.parse(text))), text);
});

Deno.test("macro means of before, over all classes, become those over the classes that occur", () => {
  const { scikitLearn: _, ...former } = metrics;
  const stored = { ...former, macroPrecision: 2 / 3, macroRecall: 2 / 3, macroF1: 2 / 3 };
  const found = metricsSchema.parse(JSON.parse(JSON.stringify(stored)));
  assert.deepEqual([found.macroRecall, found.scikitLearn.macroRecall], [1, 1]);
  assert.deepEqual(found, metrics);
});

Deno.test("a confusion that is no square is refused before anything is made of it", () => {
  const { scikitLearn: _, ...former } = metrics;
  assert.ok(!metricsSchema.safeParse({ ...former, confusion: [[1], [0, 1], []] }).success);
});
