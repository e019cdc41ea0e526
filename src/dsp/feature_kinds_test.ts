import assert from "node:assert/strict";
import { featureConfigSchema, frameSettings } from "./feature_config.ts";
import { createClipFrames, featureBins, spectrogramAxis } from "./feature_extractor.ts";
import { featureKind, featureKindNames } from "./feature_kinds.ts";
import { featureKey } from "./feature_cache.ts";
import { testFeatures } from "./testing/test_features.ts";

const samples = Float32Array.from({ length: 4000 }, (_, n) => Math.sin(n / 5 + Math.sin(n / 900)));

for (const kind of featureKindNames) {
  const config = featureConfigSchema.parse({ ...testFeatures, fftSize: 512, kind });
  const { reads, describe } = featureKind({ kind });

  Deno.test(`${kind}: frames have as many bins as the row says, and an axis beside contours`, () => {
    const { values, frames, bins } = createClipFrames(config)(samples);
    assert.equal(bins, featureBins(config));
    assert.equal(values.length, frames * bins);
    const { frequencies, contours } = spectrogramAxis(config);
    assert.equal(frequencies.length + contours, bins);
    assert.deepEqual(frequencies, Array.from(frequencies).sort((a, b) => a - b));
    assert.notEqual(describe(frameSettings(config)), "");
  });

  Deno.test(`${kind}: settings that it does not read change neither frames nor key`, () => {
    const others = {
      scale: "power",
      floorDb: 3,
      melBins: 20,
      melScale: "htk",
      coefficients: 5,
    } as const;
    const unread = Object.fromEntries(
      Object.entries(others).filter(([name]) => !reads.some((read) => read === name)),
    );
    const other = { ...config, ...unread };
    assert.equal(featureKey(other), featureKey(config));
    assert.deepEqual(createClipFrames(other)(samples), createClipFrames(config)(samples));
    for (const name of reads) {
      const changed = { ...config, [name]: others[name] };
      assert.notEqual(featureKey(changed), featureKey(config), name);
      assert.notDeepEqual(createClipFrames(changed)(samples), createClipFrames(config)(samples));
    }
  });
}
