import assert from "node:assert/strict";
import { calibration } from "./calibration.ts";
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
