import assert from "node:assert/strict";
import FFT from "fft.js";
import { createRandom } from "../../base/random.ts";
import { createSinglePrecisionFft } from "./single_precision_fft.ts";

const SIZES = [64, 128, 256, 512, 1024, 2048, 4096];

Deno.test("the spectrum is that of a transform in double precision", () => {
  for (const size of SIZES) {
    const random = createRandom(1, "transform", size);
    const input = Float32Array.from({ length: size }, () => random.normal());
    const output = new Float32Array(size + 2);
    createSinglePrecisionFft(size).forward(input, output);
    const fft = new FFT(size);
    const spectrum = fft.createComplexArray();
    fft.realTransform(spectrum, [...input]);
    for (let k = 0; k <= size / 2; k++) {
      const most = 1e-6 * size;
      assert.ok(Math.abs(output[2 * k] - spectrum[2 * k]) < most, `re ${k} of ${size}`);
      // The exponent's sign is the other one.
      assert.ok(Math.abs(output[2 * k + 1] + spectrum[2 * k + 1]) < most, `im ${k} of ${size}`);
    }
  }
});

Deno.test("the inverse of a power spectrum is half the circular autocorrelation", () => {
  const size = 64;
  const random = createRandom(2, "autocorrelation");
  const samples = Float32Array.from({ length: size }, () => random.normal());
  const { forward, inverseOfReal } = createSinglePrecisionFft(size);
  const spectrum = new Float32Array(size + 2);
  forward(samples, spectrum);
  const power = Float32Array.from(
    { length: size / 2 + 1 },
    (_, k) => spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2,
  );
  const correlation = new Float32Array(size);
  inverseOfReal(power, correlation);
  for (let lag = 0; lag < size; lag++) {
    const direct = samples.reduce((sum, own, n) => sum + own * samples[(n + lag) % size], 0);
    assert.ok(Math.abs(correlation[lag] - (size / 2) * direct) < 0.02, `lag ${lag}`);
  }
});
