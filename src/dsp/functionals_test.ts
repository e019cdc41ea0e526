import assert from "node:assert/strict";
import { defaultFeatures } from "./default_features.ts";
import { createFeatureExtractor } from "./create_feature_extractor.ts";
import { featureConfigSchema } from "./feature_config.ts";
import { clipFunctionals, functionalsCount } from "./functionals.ts";
import { prosodicFunctionals } from "./prosodic_functionals.ts";

const clip = {
  // Two columns, the second the level; the third frame is a pause.
  values: Float32Array.of(1, -10, 3, -20, 100, -60, 8, -30),
  frames: 4,
  bins: 2,
  floor: 0,
};

Deno.test("means and deviations are those of the frames that are heard", () => {
  const { values, frames, bins } = clipFunctionals(clip, "meanAndDeviation");
  assert.deepEqual([frames, bins], [1, 4]);
  // Of 1, 3, 8 and -10, -20, -30: the population's deviations.
  const wanted = [4, -20, Math.sqrt(26 / 3), Math.sqrt(200 / 3)];
  values.forEach((value, at) => assert.ok(Math.abs(value - wanted[at]) < 1e-6));
  assert.deepEqual(clipFunctionals(clip, "mean").values, values.subarray(0, 2));
});

Deno.test("melody and rhythm follow where they are asked for", () => {
  const pitched = {
    // One column of a spectrum, then pitch, voicing and level.
    values: Float32Array.from({ length: 40 }, (_, at) => [at, 7 + at / 100, 0.9, -20][at % 4]),
    ...{ frames: 10, bins: 4, floor: 0 },
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
      ...{ ...defaultFeatures, ...(functionals === "voice" ? { kind: "voice" } : ofBands) },
      ...{ functionals, frames: 1 },
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
