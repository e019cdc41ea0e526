import assert from "node:assert/strict";
import { createModulation, modulationFrequencies } from "./modulation.ts";

const rate = { sampleRateHz: 16_000, hopSamples: 160 };

Deno.test("frequencies of modulation are octaves below half the frame rate", () => {
  assert.deepEqual(modulationFrequencies(rate), [4, 8, 16, 32]);
  assert.deepEqual(modulationFrequencies({ ...rate, hopSamples: 320 }), [4, 8, 16]);
  assert.deepEqual(modulationFrequencies({ ...rate, hopSamples: 4096 }), [4]);
});

Deno.test("a band that swells has its depth at its frequency, one that stays and silence have none", () => {
  const frames = 200;
  const values = new Float32Array(frames * 3);
  for (let frame = 0; frame < frames; frame++) {
    values[frame * 3] = 3 * (1 + 0.5 * Math.cos(2 * Math.PI * 16 * frame / 100 + 1));
    values[frame * 3 + 1] = 7;
  }
  const depths = createModulation(rate)({ values, frames, bins: 3 });
  assert.deepEqual([depths.bins, depths.frames, depths.values.length], [12, frames, frames * 12]);
  const middle = depths.values.subarray(100 * 12, 101 * 12);
  assert.ok(Math.abs(middle[6] - 0.5) < 0.02, `${middle[6]} at 16 Hz instead of 0.5`);
  assert.ok(middle[0] < 0.02 && middle[9] < 0.02);
  for (const band of [0, 1, 2, 3]) {
    assert.ok(middle[band * 3 + 1] < 1e-6);
    assert.equal(middle[band * 3 + 2], 0);
  }
  // The level does not matter.
  const louder = createModulation(rate)({ values: values.map((own) => 4 * own), frames, bins: 3 });
  louder.values.forEach((own, i) => assert.ok(Math.abs(own - depths.values[i]) < 1e-5));
});

Deno.test("a clip of one frame has no modulation", () => {
  const { values } = createModulation(rate)({ values: Float32Array.of(2, 5), frames: 1, bins: 2 });
  assert.deepEqual([...values], new Array(8).fill(0));
});
