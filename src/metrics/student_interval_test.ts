import assert from "node:assert/strict";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";
import { studentInterval, studentQuantile } from "./student_interval.ts";

const { studentQuantile: quantiles, studentInterval: reference } = readMetricsFixture();

for (const [probability, degrees, expected] of quantiles) {
  Deno.test(`Student's t at ${probability} with ${degrees} degrees equals SciPy's`, () => {
    assertClose(studentQuantile(probability, degrees), expected, 1e-9);
  });
}

Deno.test("the interval of a mean equals SciPy's", () => {
  const { low, high } = studentInterval(reference.values)!;
  assertClose(low, reference.low, 1e-9);
  assertClose(high, reference.high, 1e-9);
});

Deno.test("a single value has no interval, equal values one without width", () => {
  assert.equal(studentInterval([0.5]), null);
  assert.deepEqual(studentInterval([0.5, 0.5]), { low: 0.5, high: 0.5 });
});
