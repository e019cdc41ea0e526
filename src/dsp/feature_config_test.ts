import assert from "node:assert/strict";
import { defaultFeatures, featureConfigSchema } from "./feature_config.ts";

/** Where the schema finds fault with the usual features so changed; "" where it finds none. */
function faultIn(changes: Record<string, unknown>): string {
  const { error } = featureConfigSchema.safeParse({ ...defaultFeatures, ...changes });
  return error ? error.issues.map(({ path }) => path.join(".")).join() : "";
}

const summed = { frames: 1, withPitch: true, functionals: "meanAndDeviation" };
const perSpeaker = { normalisation: "perSpeaker" };

const right: Record<string, unknown>[] = [
  {},
  { sampleRateHz: 1000 },
  { fftSize: 64 },
  { fftSize: 4096 },
  { bandwidthHz: 8000 },
  { bandwidthHz: 500 },
  { ...perSpeaker, speakerPrior: 10_000 },
  { ...summed, ...perSpeaker, speakerViews: true },
  { ...summed, speakerNuisance: 1e6 },
  { ...summed, kind: "logMel", functionals: "combined" },
  { kind: "logMel", melBins: 40, melScale: "htk" },
  { kind: "mfcc", melBins: 13 },
  { kind: "mfcc", coefficients: 64 },
  { kind: "pcen", melBins: 2, preEmphasis: 0.97 },
  { kind: "voice" },
  { kind: "voice", withPitch: false },
  { kind: "voice", frames: 1, functionals: "voice" },
  summed,
  { frames: 1, functionals: "egemaps" },
  { frames: 1, functionals: "egemaps", sampleRateHz: 8000, bandwidthHz: 4000 },
  { levelDb: -60 },
  { levelDb: 0 },
];
for (const changes of right) {
  Deno.test(`features may have ${JSON.stringify(changes)}`, () => {
    assert.equal(faultIn(changes), "");
  });
}

const wrong: [Record<string, unknown>, string][] = [
  [{ sampleRateHz: 999 }, "sampleRateHz"],
  [{ fftSize: 32 }, "fftSize"],
  [{ fftSize: 8192 }, "fftSize"],
  [{ fftSize: 500 }, "fftSize"],
  [{ hopSamples: 0 }, "hopSamples"],
  [{ floorDb: 0 }, "floorDb"],
  [{ frames: 0 }, "frames"],
  [{ bandwidthHz: 8001 }, "bandwidthHz"],
  [{ bandwidthHz: 499 }, "bandwidthHz"],
  [{ levelDb: 0.1 }, "levelDb"],
  [{ speakerPrior: 4 }, "normalisation"],
  [{ ...perSpeaker, speakerPrior: 0 }, "speakerPrior"],
  [{ ...perSpeaker, speakerPrior: 10_001 }, "speakerPrior"],
  [{ ...perSpeaker, alsoAsStranger: true }, "alsoAsStranger"],
  [{ ...perSpeaker, speakerViews: true }, "speakerViews"],
  [{ ...summed, speakerViews: true }, "speakerViews"],
  [{ speakerNuisance: 1 }, "speakerNuisance"],
  [{ ...summed, ...perSpeaker, speakerNuisance: 1 }, "speakerNuisance"],
  [{ ...summed, speakerNuisance: 0 }, "speakerNuisance"],
  [{ ...summed, functionals: "combined" }, "functionals"],
  [{ ...summed, kind: "mfcc", functionals: "combined" }, "functionals"],
  [{ melBins: 40 }, "kind"],
  [{ melScale: "htk" }, "kind"],
  [{ kind: "voice", melBins: 40 }, "kind"],
  [{ kind: "voice", withPitch: true }, "kind"],
  [{ kind: "voice", preEmphasis: 0.97 }, "kind"],
  [{ kind: "logMel", coefficients: 13 }, "kind"],
  [{ kind: "mfcc", coefficients: 65 }, "coefficients"],
  [{ kind: "mfcc", melBins: 12 }, "coefficients"],
  [{ kind: "pcen", preEmphasis: 1 }, "preEmphasis"],
  [{ withPitch: true, sampleRateHz: 1000 }, "sampleRateHz"],
  [{ kind: "voice", sampleRateHz: 1000 }, "sampleRateHz"],
  [{ ...summed, frames: 2 }, "functionals"],
  [{ ...summed, withPitch: undefined }, "functionals"],
  [{ frames: 1, functionals: "voice", withPitch: true }, "functionals"],
  [{ kind: "voice", frames: 1, functionals: "mean" }, "functionals"],
  [{ functionals: "egemaps" }, "functionals"],
  [{ frames: 1, functionals: "egemaps", withPitch: true }, "functionals"],
  [{ frames: 1, functionals: "egemaps", kind: "logMel" }, "functionals"],
  [{ frames: 1, functionals: "egemaps", sampleRateHz: 7999 }, "sampleRateHz"],
  [{ other: 1 }, ""],
];
for (const [changes, field] of wrong) {
  Deno.test(`features may not have ${JSON.stringify(changes)}`, () => {
    const result = featureConfigSchema.safeParse({ ...defaultFeatures, ...changes });
    assert.equal(result.success, false);
    assert.equal(faultIn(changes), field);
  });
}
