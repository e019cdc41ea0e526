import assert from "node:assert/strict";
import { defaultFeatures, featureConfigSchema } from "./feature_config.ts";
import { createClipFrames, createFeatureExtractor, featureBins } from "./feature_extractor.ts";
import {
  addedValues,
  clipFunctionals,
  clusteredColumns,
  combinedGroups,
  functionalsCount,
  PROSODIC_VALUES,
  prosodicFunctionals,
  spectralFunctionals,
} from "./functionals.ts";
import { createVoiceFrames } from "./voice_frames.ts";
import { voiceFunctionals } from "./voice_functionals.ts";

const clip = {
  // Two columns, the second the level; the third frame is a pause.
  values: Float32Array.of(1, -10, 3, -20, 100, -60, 8, -30),
  frames: 4,
  bins: 2,
  floor: 0,
};

Deno.test("means and deviations are those of the active frames", () => {
  const { values, frames, bins } = clipFunctionals(clip, "meanAndDeviation");
  assert.deepEqual([frames, bins], [1, 4]);
  // Of 1, 3, 8 and -10, -20, -30: the population's deviations.
  const wanted = [4, -20, Math.sqrt(26 / 3), Math.sqrt(200 / 3)];
  values.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 1e-6));
  assert.deepEqual(clipFunctionals(clip, "mean").values, values.subarray(0, 2));
});

Deno.test("melody and rhythm follow where they are requested", () => {
  const pitched = {
    // One column of a spectrum, then pitch, voicing and level.
    values: Float32Array.from({ length: 40 }, (_, at) => [at, 7 + at / 100, 0.9, -20][at % 4]),
    frames: 10,
    bins: 4,
    floor: 0,
  };
  const { values, bins } = clipFunctionals(pitched, "meanDeviationAndProsody");
  assert.equal(bins, functionalsCount("meanDeviationAndProsody", 4));
  assert.deepEqual(
    values,
    Float32Array.of(
      ...clipFunctionals(pitched, "meanAndDeviation").values,
      ...prosodicFunctionals(pitched).values,
    ),
  );
});

Deno.test("a clip of any length becomes one frame; silence too", () => {
  const ofBands = { kind: "logMel", melBins: 20, withPitch: true };
  for (const functionals of ["meanAndDeviation", "meanDeviationAndProsody", "voice"] as const) {
    const config = featureConfigSchema.parse({
      ...defaultFeatures,
      ...(functionals === "voice" ? { kind: "voice" } : ofBands),
      functionals,
      frames: 1,
    });
    const extractor = createFeatureExtractor(config);
    for (const length of [200, 4000, 40_000]) {
      const samples = Float32Array.from({ length }, (_, n) => Math.sin(n / 20));
      const values = extractor.extract({ samples, sampleRateHz: 16_000 });
      assert.equal(values.length, functionalsCount(functionals, 23));
      assert.ok(values.every(Number.isFinite));
    }
    const silence = extractor.extract({ samples: new Float32Array(8000), sampleRateHz: 16_000 });
    assert.ok(silence.every(Number.isFinite));
  }
});

Deno.test("functionals want the level and one frame", () => {
  const base = { ...defaultFeatures, kind: "logMel", functionals: "mean" };
  const parse = (more: object) => featureConfigSchema.safeParse({ ...base, ...more }).success;
  assert.ok(parse({ withPitch: true, frames: 1 }));
  assert.ok(!parse({ frames: 1 }));
  assert.ok(!parse({ withPitch: true, frames: 64 }));
  const voice = { kind: "voice", functionals: "voice" };
  assert.ok(parse({ ...voice, frames: 1 }));
  assert.ok(!parse({ ...voice, frames: 64 }));
  assert.ok(!parse({ ...voice, kind: "logMel", withPitch: true, frames: 1 }));
  assert.ok(!parse({ kind: "voice", frames: 1 }));
});

Deno.test("changes are those between the silences, levels those of active frames", () => {
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
    38,
    50 / 3,
    deviation([-3, -57, 54]),
    deviation([0, -30, 20]),
    // Of -10, -13, -16 and of -30, -30, -40, the pause left out; then the loudest alone.
    -15.4,
    -38,
    -10.6,
    -30,
    -10,
    -30,
  ];
  values.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 1e-4, `${values}`));
});

const config = featureConfigSchema.parse({
  ...defaultFeatures,
  hopSamples: 320,
  kind: "logMel",
  melBins: 20,
  withPitch: true,
  functionals: "combined",
  frames: 1,
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
  assert.equal(clusteredColumns(20), featureBins(config) - 170);
});

Deno.test("combined functionals need mel bands, views need functionals per speaker", () => {
  const refused = (changes: object) =>
    !featureConfigSchema.safeParse({ ...config, ...changes }).success;
  assert.ok(refused({ kind: "mfcc", coefficients: 13 }));
  assert.ok(refused({ speakerViews: true }));
  assert.ok(!refused({ speakerViews: true, normalisation: "perSpeaker" }));
});

/** Pitch, voicing and level of `count` frames. */
function contourOf(count: number, frame: (at: number) => [number, number, number]) {
  const values = Float32Array.from(Array.from({ length: count }, (_, at) => frame(at)).flat());
  return { values, frames: count, bins: 3, floor: 0 };
}

/** Named values of the whole clip, of rhythm and of the contour. */
function named(values: Float32Array) {
  const [
    mean,
    deviation,
    low,
    high,
    range,
    slope,
    step,
    voicing,
    ,
    ,
    share,
    voiced,
    jitter,
    shimmer,
  ] = values;
  const [frames, logFrames, stretches, meanStretch, longest, stressed] = values.subarray(42);
  return {
    mean,
    deviation,
    low,
    high,
    range,
    slope,
    step,
    voicing,
    share,
    voiced,
    jitter,
    shimmer,
    frames,
    logFrames,
    stretches,
    meanStretch,
    longest,
    stressed,
    contour: [...values.subarray(48, 60)],
    relative: [...values.subarray(60)],
  };
}

const near = (found: number, wanted: number) =>
  assert.ok(Math.abs(found - wanted) < 1e-5, `${found}, not ${wanted}`);

Deno.test("a rising voice: what statistics, slope and contour say of a straight line", () => {
  const { values, bins } = prosodicFunctionals(contourOf(49, (at) => [7 + at / 48, 0.8, -20]));
  assert.equal(bins, PROSODIC_VALUES);
  assert.equal(values.length, PROSODIC_VALUES);
  const found = named(values);
  near(found.mean, 7.5);
  near(found.low, 7.1);
  near(found.high, 7.9);
  near(found.range, 0.8);
  // From -1 to 1 in time the pitch rises by one octave.
  near(found.slope, 0.5);
  near(found.step, 1 / 48);
  near(found.voicing, 0.8);
  assert.deepEqual([found.share, found.voiced, found.frames], [1, 49, 49]);
  near(found.jitter, 0);
  found.contour.slice(1).forEach((value, at) => assert.ok(value > found.contour[at]));
  found.relative.forEach((value, at) => near(value, found.contour[at] - 7.5));
});

Deno.test("silence at both ends counts for nothing, and pauses part voiced stretches", () => {
  const active = (at: number): [number, number, number] =>
    at < 5 || at >= 35 ? [9, 0, -80] : at < 15 || at >= 20 ? [8, 0.9, -20] : [8, 0.1, -40];
  const found = named(prosodicFunctionals(contourOf(40, active)).values);
  assert.equal(found.frames, 30);
  near(found.logFrames, Math.log(30));
  assert.deepEqual([found.stretches, found.meanStretch, found.longest], [2, 12.5, 15]);
  assert.equal(found.stressed, 25);
  near(found.share, 25 / 30);
  near(found.mean, 8);
});

Deno.test("a trembling voice has jitter and shimmer", () => {
  const found = named(
    prosodicFunctionals(contourOf(30, (at) => [8 + (at % 2) * 0.1, 0.9, -20 + (at % 2)])).values,
  );
  near(found.jitter, 0.2);
  near(found.shimmer, 2);
});

Deno.test("one frame and a voice without pitch give numbers", () => {
  for (const count of [1, 2, 3]) {
    const { values } = prosodicFunctionals(contourOf(count, () => [8, 0, -30]));
    assert.ok(values.every(Number.isFinite));
  }
});
