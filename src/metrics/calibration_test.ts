import assert from "node:assert/strict";
import {
  applyTemperature,
  brierScore,
  calibration,
  fitTemperature,
  logLoss,
} from "./calibration.ts";
import { predictedClasses } from "./probability_rows.ts";
import fixture from "./temperature_fixture.json" with { type: "json" };
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

for (const reference of readMetricsFixture().classification) {
  Deno.test(`calibration equals the formula written with numpy: ${reference.name}`, () => {
    const { labels, probabilities, confusion } = reference;
    const { expectedCalibrationError, bins } = calibration(
      probabilities,
      labels,
      confusion.length,
    );
    assertClose(expectedCalibrationError, reference.expectedCalibrationError, 1e-9);
    assert.equal(bins.reduce((total, { count }) => total + count, 0), labels.length);
  });
}

Deno.test("calibration puts a confidence on an edge into the bin below", () => {
  const { bins } = calibration([[0.5, 0.5], [0.5, 0.5], [1, 0]], [0, 1, 0], 2, { binCount: 2 });
  assert.deepEqual(bins, [
    { lower: 0, upper: 0.5, count: 2, confidence: 0.5, accuracy: 0.5 },
    { lower: 0.5, upper: 1, count: 1, confidence: 1, accuracy: 1 },
  ]);
  assert.throws(() => calibration([[1, 0]], [0], 2, { binCount: 0 }), /found 0/);
});

for (const reference of readMetricsFixture().classification) {
  Deno.test(`brierScore equals scikit-learn's: ${reference.name}`, () => {
    const { labels, probabilities, confusion } = reference;
    assertClose(brierScore(probabilities, labels, confusion.length), reference.brierScore);
  });
}

Deno.test("brierScore spans 0 to 2", () => {
  assert.equal(brierScore([[1, 0]], [0], 2), 0);
  assert.equal(brierScore([[1, 0]], [1], 2), 2);
  assert.throws(() => brierScore([], [], 2), /at least one clip/);
});

for (const reference of readMetricsFixture().classification) {
  Deno.test(`logLoss equals scikit-learn's: ${reference.name}`, () => {
    const { labels, probabilities, confusion } = reference;
    assertClose(logLoss(probabilities, labels, confusion.length), reference.logLoss);
  });
}

Deno.test("logLoss needs a clip", () => {
  assert.throws(() => logLoss([], [], 2), /at least one clip/);
});

const near = (found: number, wanted: number, bound: number) =>
  assert.ok(Math.abs(found - wanted) < bound, `${found} instead of ${wanted}`);

for (const { classes, labels, probabilities, temperature, loss, scaled } of fixture.cases) {
  Deno.test(`temperature ${temperature.toFixed(2)} is SciPy's minimum of the log loss`, () => {
    const found = fitTemperature(probabilities, labels, classes);
    near(found / temperature, 1, 1e-5);
    const own = applyTemperature(probabilities, temperature, classes);
    own.forEach((value, at) => near(value, scaled[at], 1e-9));
    near(logLoss(applyTemperature(probabilities, found, classes), labels, classes), loss, 1e-9);
    assert.deepEqual(predictedClasses(own, classes), predictedClasses(probabilities, classes));
  });
}

Deno.test("a temperature of 1 changes nothing; certainty without doubt stays finite", () => {
  const rows = [0.2, 0.8, 1, 0];
  applyTemperature(rows, 1, 2).forEach((value, at) => near(value, rows[at], 1e-12));
  const hot = applyTemperature([1, 0, 0, 1], 20, 2);
  assert.ok(hot.every(Number.isFinite));
  near(hot[0] + hot[1], 1, 1e-12);
  // Never wrong: as certain as may be. Wrong as often as right: not certain at all.
  near(fitTemperature([0.9, 0.1, 0.2, 0.8], [0, 1], 2), 0.05, 1e-3);
  near(fitTemperature([0.9, 0.1, 0.9, 0.1], [0, 1], 2), 20, 1e-3);
});

Deno.test("nothing to fit on and no temperature are errors", () => {
  assert.throws(() => fitTemperature([], [], 2), /Expected clips/);
  assert.throws(() => applyTemperature([0.5, 0.5], 0, 2), /positive temperature, but found 0/);
});
