import assert from "node:assert/strict";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { framesFor, framesSeconds, keptShare, lengthText } from "./sound_length.ts";

Deno.test("128 frames hold 1.30 s: of three seconds less than half is kept", () => {
  assert.equal(framesSeconds(defaultFeatures).toFixed(3), "1.302");
  assert.equal(keptShare([3, 1], defaultFeatures).toFixed(4), ((1.302 + 1) / 4).toFixed(4));
  const { text, isWarning } = lengthText([3, 3, 1], defaultFeatures);
  assert.match(text, /cut at the end to 1\.30 s, .* 49 % is cut, 33 % of its clips are padded$/);
  assert.ok(isWarning);
  assert.ok(!lengthText([1.3, 1.3, 1.34], defaultFeatures).isWarning);
});

Deno.test("frames are the fewest that keep 95 % of the sound", () => {
  const durations = [1.5, 2.2, 2.8, 3.1, 2.6, 4.9];
  const frames = framesFor(durations, defaultFeatures, { step: 32, most: 512 });
  assert.equal(frames % 32, 0);
  assert.ok(keptShare(durations, { ...defaultFeatures, frames }) >= 0.95);
  assert.ok(keptShare(durations, { ...defaultFeatures, frames: frames - 32 }) < 0.95);
  assert.equal(framesFor([60], defaultFeatures, { step: 32, most: 512 }), 512);
  assert.equal(framesFor([0, 0], defaultFeatures, { step: 32, most: 512 }), 128);
});

Deno.test("functionals neither cut nor pad", () => {
  const { text, isWarning } = lengthText([9], {
    ...{ ...defaultFeatures, frames: 1, kind: "logMel", withPitch: true },
    functionals: "meanAndDeviation",
  });
  assert.match(text, /summed up whole/);
  assert.ok(!isWarning);
});
