import assert from "node:assert/strict";
import { meanSd } from "./mean_sd.ts";
import { assertClose, readMetricsFixture } from "./testing/read_metrics_fixture.ts";

Deno.test("meanSd equals numpy's mean and std(ddof=1)", () => {
  const { values, mean, sd } = readMetricsFixture().meanSd;
  const found = meanSd(values);
  assertClose(found.mean, mean);
  assertClose(found.sd, sd);
});

Deno.test("meanSd claims no spread for one value and none for no value", () => {
  assert.deepEqual(meanSd([0.5]), { mean: 0.5, sd: null });
  assert.throws(() => meanSd([]), /at least one value/);
});
