import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { createInverseTransform } from "./inverse_transform.ts";

Deno.test("sums of cosines and sines, for lengths that fill no vector as well", () => {
  for (const samples of [1, 6, 8, 221]) {
    const random = createRandom(1, "inverse", samples);
    const [bins, period, divisor] = [37, 352.5, 256];
    const spectrum = Float32Array.from({ length: 2 * bins + 4 }, () => random.normal());
    const transform = createInverseTransform({ samples, bins, period, divisor });
    transform(spectrum.map(() => 1));
    const values = transform(spectrum);
    assert.equal(values.length, samples);
    for (const [n, value] of values.entries()) {
      let sum = spectrum[0];
      for (let k = 1; k < bins; k++) {
        const turn = (2 * Math.PI * k * n) / period;
        sum += spectrum[2 * k] * Math.cos(turn) + spectrum[2 * k + 1] * Math.sin(turn);
      }
      assert.ok(Math.abs(value - sum / divisor) < 1e-5, `${n}: ${value}, not ${sum / divisor}`);
    }
  }
});
