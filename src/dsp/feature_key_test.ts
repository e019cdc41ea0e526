import assert from "node:assert/strict";
import { testFeatures } from "./testing/test_features.ts";
import type { FeatureConfig } from "./feature_config.ts";
import { featureKey } from "./feature_key.ts";

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
  ];
  const keys = changes.map((change) => featureKey({ ...testFeatures, ...change }));
  assert.equal(new Set([featureKey(testFeatures), ...keys]).size, changes.length + 1);
  const same: Partial<FeatureConfig> = { normalisation: "global" };
  assert.equal(featureKey({ ...testFeatures, ...same }), featureKey(testFeatures));
  const power = { ...testFeatures, scale: "power" } as const;
  assert.equal(featureKey({ ...power, floorDb: 10 }), featureKey(power));
});
