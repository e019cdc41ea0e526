import assert from "node:assert/strict";
import { normalDistribution, normalQuantile } from "./normal_distribution.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

Deno.test("normalDistribution equals SciPy's norm.sf to 12 digits, far tail included", () => {
  for (const [x, tail] of readMetricsFixture().normalTail) {
    assertClose(normalDistribution(-x), tail);
  }
});

Deno.test("normalQuantile equals SciPy's norm.ppf", () => {
  for (const [probability, z] of readMetricsFixture().normalQuantile) {
    assertClose(normalQuantile(probability), z, 1e-10);
  }
  assert.throws(() => normalQuantile(1), /between 0 and 1, but found 1/);
});
