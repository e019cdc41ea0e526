import assert from "node:assert/strict";
import { createMelFilters, hertzToMel, melToHertz } from "./mel.ts";
import { largestDifference } from "./testing/largest_difference.ts";
import { speechFixture } from "./testing/speech_features_fixture.ts";

Deno.test("mels at known frequencies: 1 kHz is 15 on Slaney's scale and 1000 on HTK's", () => {
  assert.ok(Math.abs(hertzToMel(500, "slaney") - 7.5) < 1e-12);
  assert.ok(Math.abs(hertzToMel(1000, "slaney") - 15) < 1e-12);
  assert.ok(Math.abs(hertzToMel(6400, "slaney") - 42) < 1e-12);
  assert.ok(Math.abs(hertzToMel(1000, "htk") - 1000) < 0.02);
  assert.equal(hertzToMel(0, "htk"), 0);
});

for (const scale of ["slaney", "htk"] as const) {
  Deno.test(`${scale}: hertz to mel and back`, () => {
    for (const hertz of [0, 1, 440, 999.99, 1000, 1000.01, 22_050]) {
      assert.ok(Math.abs(melToHertz(hertzToMel(hertz, scale), scale) - hertz) < 1e-9 * (1 + hertz));
    }
  });
}

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
