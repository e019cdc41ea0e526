import assert from "node:assert/strict";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";
import { wilsonInterval } from "./wilson_interval.ts";

for (const { successes, trials, confidence, low, high } of readMetricsFixture().wilson) {
  Deno.test(`wilsonInterval equals statsmodels': ${successes} of ${trials}`, () => {
    const interval = wilsonInterval(successes, trials, { confidence });
    assertClose(interval.low, low, 1e-10);
    assertClose(interval.high, high, 1e-10);
  });
}

Deno.test("wilsonInterval refuses what is no rate", () => {
  assert.throws(() => wilsonInterval(5, 4), /found 5 of 4/);
  assert.throws(() => wilsonInterval(0, 0), /found 0 of 0/);
});
