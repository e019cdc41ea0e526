import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { createPairCorrelation } from "./correlate_pair.ts";

Deno.test("both frames' correlations are the sums of products, also up to the longest lag", () => {
  const random = createRandom(4);
  const samples = Float32Array.from({ length: 300 }, () => random.normal());
  for (const [frameSamples, longestLag] of [[100, 60], [96, 32], [64, 64]]) {
    const correlate = createPairCorrelation(frameSamples, longestLag);
    for (const starts of [[0, 37], [200, 150]]) {
      const correlations = correlate(samples, starts[0], starts[1]);
      for (let lag = 0; lag <= longestLag; lag++) {
        starts.forEach((start, part) => {
          let wanted = 0;
          for (let n = 0; n + lag < frameSamples; n++) {
            wanted += samples[start + n] * samples[start + n + lag];
          }
          assert.ok(Math.abs(correlations[2 * lag + part] - wanted) < 1e-9, `lag ${lag}`);
        });
      }
    }
  }
});
