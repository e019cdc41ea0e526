import assert from "node:assert/strict";
import { addedValues, combinedGroups, spectralFunctionals } from "./combined_functionals.ts";
import { createClipFrames } from "./clip_frames.ts";
import { createFeatureExtractor } from "./create_feature_extractor.ts";
import { defaultFeatures } from "./default_features.ts";
import { featureBins } from "./feature_bins.ts";
import { featureConfigSchema } from "./feature_config.ts";
import { clipFunctionals } from "./functionals.ts";
import { createVoiceFrames } from "./voice_frames.ts";
import { voiceFunctionals } from "./voice_functionals.ts";

Deno.test("changes are those between the silences, levels those of what is heard", () => {
  // Two bands, pitch, voicing, level; the first and the last frame are silence.
  const rows = [
    [-90, -90, 7, 0, -80],
    [-10, -30, 7, 1, -10],
    [-13, -30, 7, 1, -12],
    [-70, -60, 7, 0, -60],
    [-16, -40, 7, 1, -20],
    [-90, -90, 7, 0, -85],
  ];
  const clip = { values: Float32Array.from(rows.flat()), frames: 6, bins: 5, floor: 0 };
  const { values, bins } = spectralFunctionals(clip, 2);
  assert.equal(bins, 10);
  const deviation = (steps: number[]) => {
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    return Math.sqrt(steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / steps.length);
  };
  const wanted = [
    // Steps of -3, -57, 54 and of 0, -30, 20.
    ...[38, 50 / 3, deviation([-3, -57, 54]), deviation([0, -30, 20])],
    // Of -10, -13, -16 and of -30, -30, -40, the pause left out; then the loudest alone.
    ...[-15.4, -38, -10.6, -30, -10, -30],
  ];
  values.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 1e-4, `${values}`));
});

const config = featureConfigSchema.parse({
  ...{ ...defaultFeatures, hopSamples: 320, kind: "logMel", melBins: 20, withPitch: true },
  ...{ functionals: "combined", frames: 1 },
});

Deno.test("combined functionals are the others one behind the other, the voice's twice as dense", () => {
  const samples = Float32Array.from(
    { length: 12_000 },
    (_, n) => 0.3 * Math.sin(n / 20 + Math.sin(n / 900)) + 0.1 * Math.sin(n / 3.1),
  );
  const values = createFeatureExtractor(config).extract({ samples, sampleRateHz: 16_000 });
  assert.equal(values.length, featureBins(config));
  const others = { ...config, functionals: "meanDeviationAndProsody" } as const;
  const clip = createClipFrames(others)(samples);
  const first = clipFunctionals(clip, "meanDeviationAndProsody").values;
  assert.equal(values.length, first.length + addedValues(20));
  const voice = createVoiceFrames({ ...config, hopSamples: 160 })(samples);
  assert.deepEqual(
    [...values],
    [...first, ...spectralFunctionals(clip, 20).values, ...voiceFunctionals(voice).values],
  );
});

Deno.test("silence and a clip of one frame have finite values", () => {
  const { extract } = createFeatureExtractor(config);
  for (const length of [100, 8000]) {
    const values = extract({ samples: new Float32Array(length), sampleRateHz: 16_000 });
    assert.ok(values.every(Number.isFinite));
  }
});

Deno.test("groups are the bands, these with pitch and prosody, and the voice", () => {
  const [bands, course, voice] = combinedGroups(20).map((group) => new Set(group));
  const count = featureBins({ ...config, functionals: "meanDeviationAndProsody" });
  assert.deepEqual([...course], [...Array(count + 40).keys()]);
  // Means and deviations end with pitch, voicing and level, which are not of the bands.
  const others = [
    20,
    21,
    22,
    43,
    44,
    45,
    ...Array.from({ length: count - 46 }, (_, at) => 46 + at),
  ];
  assert.deepEqual(course.difference(bands), new Set(others));
  assert.ok(bands.isSubsetOf(course));
  assert.deepEqual([...voice], [...Array(featureBins(config)).keys()].slice(-170));
});

Deno.test("combined functionals need mel bands, views need functionals per speaker", () => {
  const refused = (changes: object) =>
    !featureConfigSchema.safeParse({ ...config, ...changes }).success;
  assert.ok(refused({ kind: "mfcc", coefficients: 13 }));
  assert.ok(refused({ speakerViews: true }));
  assert.ok(!refused({ speakerViews: true, normalisation: "perSpeaker" }));
});
