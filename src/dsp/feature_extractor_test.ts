import assert from "node:assert/strict";
import { defaultFeatures, type FeatureConfig, featureConfigSchema } from "./feature_config.ts";
import { createClipFrames, featureBins, spectrogramAxis } from "./feature_extractor.ts";
import { createMelFilters } from "./mel.ts";
import { createSpectrogram } from "./stft.ts";
import { largestDifference } from "./testing/largest_difference.ts";
import { speechFixture, speechFixtureFeatures } from "./testing/speech_features_fixture.ts";

const { samples, melBins, coefficients } = speechFixture;
const framesOf = (changes: Partial<FeatureConfig>) => {
  const config = featureConfigSchema.parse({ ...speechFixtureFeatures, ...changes });
  const found = createClipFrames(config)(samples);
  assert.equal(found.bins, featureBins(config));
  assert.equal(found.values.length, found.frames * found.bins);
  return found;
};

for (const melScale of ["slaney", "htk"] as const) {
  Deno.test(`logMel, ${melScale}: decibels are librosa's`, () => {
    const { values, floor } = framesOf({ kind: "logMel", melBins, melScale });
    const wanted = speechFixture.mel[melScale].decibels;
    assert.ok(largestDifference(values, wanted) < 1e-5);
    assert.equal(values.reduce((a, b) => Math.min(a, b)), floor);
  });
}

Deno.test("mfcc: coefficients and both derivatives are librosa's", () => {
  const { values, floor, bins } = framesOf({ kind: "mfcc", melBins, coefficients });
  assert.ok(largestDifference(values, speechFixture.mfcc) < 1e-5);
  // Silence has the same level in all bands: that is the first coefficient alone.
  const [first, ...others] = floor as Float32Array;
  const { floor: level } = framesOf({ kind: "logMel", melBins });
  assert.ok(Math.abs(first - Math.sqrt(melBins) * (level as number)) < 1e-3);
  assert.ok(others.length === bins - 1 && others.every((value) => Math.abs(value) < 1e-3));
});

Deno.test("pcen: values are librosa's with its filter started at the first frame", () => {
  const { values, floor } = framesOf({ kind: "pcen", melBins });
  assert.ok(largestDifference(values, speechFixture.pcen) < 1e-5);
  assert.equal(floor, 0);
});

Deno.test("pre-emphasis is applied before the spectrum", () => {
  const emphasised = framesOf({ preEmphasis: 0.97 });
  assert.ok(largestDifference(emphasised.values, framesOf({}).values) > 0.01);
});

Deno.test("without new fields features are the spectrogram", () => {
  assert.deepEqual(framesOf({}), createSpectrogram(speechFixtureFeatures)(samples));
  assert.deepEqual(framesOf({ kind: "stft" }), framesOf({}));
});

Deno.test("withPitch appends three columns and leaves the others", () => {
  const without = framesOf({ kind: "logMel", melBins });
  const together = framesOf({ kind: "logMel", melBins, withPitch: true, preEmphasis: undefined });
  assert.equal(together.frames, without.frames);
  const left = Array.from({ length: without.frames }, (_, frame) => {
    const start = frame * together.bins;
    return [...together.values.subarray(start, start + melBins)];
  }).flat();
  assert.deepEqual(Float32Array.from(left), without.values);
  assert.equal((together.floor as Float32Array).length, melBins + 3);
});

const wrong: [string, Partial<FeatureConfig>, RegExp][] = [
  ["mel bands of a STFT", { melBins: 40 }, /logMel, logMelDeltas, mfcc, pcen or modulation/],
  ["coefficients of another kind", { kind: "logMel", coefficients: 13 }, /Expected mfcc/],
  ["more coefficients than bands", { kind: "mfcc", melBins: 12 }, /at most as many/],
  [
    "mel bands of a voice",
    { kind: "voice", melBins: 40 },
    /logMel, logMelDeltas, mfcc, pcen or modulation/,
  ],
  ["a second pitch", { kind: "voice", withPitch: true }, /neither withPitch nor preEmphasis/],
  ["pre-emphasis of a voice", { kind: "voice", preEmphasis: 0.9 }, /nor preEmphasis/],
  ["a voice at too low a rate", { kind: "voice", sampleRateHz: 2000 }, /at least 4000 Hz/],
  ["pitch at too low a rate", { withPitch: true, sampleRateHz: 2000 }, /at least 4000 Hz/],
];
for (const [what, changes, message] of wrong) {
  Deno.test(`a configuration with ${what} is refused`, () => {
    assert.throws(
      () => featureConfigSchema.parse({ ...speechFixtureFeatures, ...changes }),
      message,
    );
  });
}

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
