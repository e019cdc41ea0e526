import assert from "node:assert/strict";
import { featureKey } from "./feature_cache.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { testFeatures } from "./testing/test_features.ts";

Deno.test("the key changes with whatever changes the numbers, and with nothing else", () => {
  const changes: Partial<FeatureConfig>[] = [
    { sampleRateHz: 8000 },
    { fftSize: 512 },
    { hopSamples: 64 },
    { window: "hamming" },
    { centre: "constant" },
    { scale: "power" },
    { floorDb: 60 },
    { frames: 64 },
    { alignment: "centre" },
    { kind: "logMel" },
    { kind: "logMel", melBins: 40 },
    { kind: "logMel", melScale: "htk" },
    { kind: "mfcc" },
    { kind: "mfcc", coefficients: 20 },
    { kind: "pcen" },
    { kind: "voice" },
    { kind: "voice", frames: 1 },
    { kind: "voice", frames: 1, functionals: "voice" },
    { preEmphasis: 0.97 },
    { preEmphasis: 0.95 },
    { withPitch: true },
    { kind: "logMel", withPitch: true },
    { withPitch: true, frames: 1, functionals: "mean" },
    { withPitch: true, frames: 1, functionals: "meanAndDeviation" },
    { withPitch: true, frames: 1 },
  ];
  const keys = changes.map((change) => featureKey({ ...testFeatures, ...change }));
  assert.equal(new Set([featureKey(testFeatures), ...keys]).size, changes.length + 1);
  const same: Partial<FeatureConfig> = { normalisation: "global" };
  assert.equal(featureKey({ ...testFeatures, ...same }), featureKey(testFeatures));
  // Mel bands matter to features on mel scales alone.
  for (
    const change of [{ kind: "voice" }, { preEmphasis: 0.97 }, { kind: "stft", withPitch: true }]
  ) {
    const plain = { ...testFeatures, ...change } as FeatureConfig;
    assert.equal(featureKey({ ...plain, melBins: 40, melScale: "htk" }), featureKey(plain));
  }
  const power = { ...testFeatures, scale: "power" } as const;
  assert.equal(featureKey({ ...power, floorDb: 10 }), featureKey(power));
});

Deno.test("the key does not change with what is the default, or says nothing", () => {
  const key = (changes: Partial<FeatureConfig>) => featureKey({ ...testFeatures, ...changes });
  assert.equal(key({ kind: "stft", withPitch: false }), key({}));
  assert.equal(key({ kind: "logMel", melBins: 64, melScale: "slaney" }), key({ kind: "logMel" }));
  assert.equal(key({ kind: "logMel", scale: "power" }), key({ kind: "logMel" }));
  assert.equal(key({ kind: "mfcc", coefficients: 13 }), key({ kind: "mfcc" }));
  assert.equal(key({ kind: "voice", scale: "power" }), key({ kind: "voice" }));
  assert.notEqual(key({ kind: "voice", floorDb: 10 }), key({ kind: "voice" }));
  assert.equal(key({ kind: "pcen", floorDb: 10 }), key({ kind: "pcen" }));
  assert.notEqual(
    key({ kind: "pcen", withPitch: true, floorDb: 10 }),
    key({ kind: "pcen", withPitch: true }),
  );
});

Deno.test("the keys of caches that are there stay as they are", () => {
  const keys: [string, Partial<FeatureConfig>][] = [
    ["2d291e0d170091cd", {}],
    ["5db1038c6bec9243", { kind: "stft", preEmphasis: 0.97 }],
    ["14f638500c06c8bc", { kind: "logMel" }],
    ["a8fd12b5da270306", { kind: "mfcc", coefficients: 20, melBins: 40 }],
    ["3060e501d51d907c", { kind: "pcen", withPitch: true }],
    ["5ada860f0075293f", { kind: "voice" }],
  ];
  for (const [key, changes] of keys) assert.equal(featureKey({ ...testFeatures, ...changes }), key);
});
