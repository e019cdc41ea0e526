import assert from "node:assert/strict";
import { createMelFilters } from "./mel_filters.ts";
import { largestDifference } from "./testing/largest_difference.ts";
import { speechFixture } from "./testing/speech_features_fixture.ts";

const { sampleRateHz, fftSize, melBins, mel } = speechFixture;

for (const melScale of ["slaney", "htk"] as const) {
  const filters = createMelFilters({ sampleRateHz, fftSize, melBins, melScale });

  Deno.test(`${melScale}: the filters' weights are librosa's`, () => {
    assert.ok(largestDifference(filters.weights(), mel[melScale].weights) < 1e-6);
  });

  Deno.test(`${melScale}: applying them is the product with the weights`, () => {
    const bins = fftSize / 2 + 1;
    const spectra = Float32Array.from({ length: 2 * bins }, (_, i) => (i * 7919) % 101);
    const weights = filters.weights();
    const wanted = Array.from({ length: 2 * melBins }, (_, place) => {
      const [frame, band] = [Math.floor(place / melBins), place % melBins];
      let sum = 0;
      for (let bin = 0; bin < bins; bin++) {
        sum += weights[band * bins + bin] * spectra[frame * bins + bin];
      }
      return sum;
    });
    assert.ok(largestDifference(filters.apply(spectra, 2), wanted) < 1e-6);
  });
}

Deno.test("a band without a bin of the spectrum is refused", () => {
  assert.throws(
    () => createMelFilters({ sampleRateHz: 8000, fftSize: 64, melBins: 60, melScale: "htk" }),
    /^UserError: Expected each of 60 mel bands to hold a bin of the spectrum, but band 0 holds none/,
  );
});
