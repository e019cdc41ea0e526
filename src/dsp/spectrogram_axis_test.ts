import assert from "node:assert/strict";
import { defaultFeatures } from "./default_features.ts";
import { createMelFilters } from "./mel_filters.ts";
import { spectrogramAxis } from "./spectrogram_axis.ts";

Deno.test("a STFT's bins are equally spaced up to half the sampling rate", () => {
  const { frequencies, contours } = spectrogramAxis(defaultFeatures);
  assert.equal(contours, 0);
  assert.deepEqual([frequencies[0], frequencies[1], frequencies[256]], [0, 31.25, 8000]);
});

Deno.test("mel bands stand at their triangles' tops; pitch, voicing and level follow", () => {
  const config = { ...defaultFeatures, kind: "logMel" as const, melBins: 40, withPitch: true };
  const { frequencies, contours } = spectrogramAxis(config);
  assert.deepEqual([frequencies.length, contours], [40, 3]);
  const { sampleRateHz, fftSize } = config;
  const weights = createMelFilters({ sampleRateHz, fftSize, melBins: 40, melScale: "slaney" })
    .weights();
  for (let band = 0; band < 40; band++) {
    const row = weights.subarray(band * 257, (band + 1) * 257);
    const top = row.indexOf(Math.max(...row)) * sampleRateHz / fftSize;
    assert.ok(Math.abs(top - frequencies[band]) <= sampleRateHz / fftSize, `band ${band}`);
  }
});

Deno.test("what tells of the voice has no frequencies", () => {
  const axis = spectrogramAxis({ ...defaultFeatures, kind: "voice" });
  assert.deepEqual([axis.frequencies.length, axis.contours], [0, 12]);
});

Deno.test("cepstral coefficients have no frequencies", () => {
  const axis = spectrogramAxis({ ...defaultFeatures, kind: "mfcc", coefficients: 13 });
  assert.deepEqual([axis.frequencies.length, axis.contours], [0, 39]);
});
