import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { createPairCorrelation, interpolateEven } from "./autocorrelation.ts";

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

const cosine = Float64Array.from({ length: 100 }, (_, n) => Math.cos(0.9 * n));

Deno.test("between its values a band-limited sequence is found again", () => {
  for (const place of [0.25, 3.5, 20.1, 60.99]) {
    const found = interpolateEven(cosine, place);
    assert.ok(Math.abs(found - Math.cos(0.9 * place)) < 1e-3, `${place}: ${found}`);
  }
});

Deno.test("its values themselves come back as they are", () => {
  assert.equal(interpolateEven(cosine, 7), cosine[7]);
});
