import assert from "node:assert/strict";
import { preEmphasis } from "./pre_emphasis.ts";
import { largestDifference } from "./testing/largest_difference.ts";
import { speechFixture } from "./testing/speech_features_fixture.ts";

Deno.test("pre-emphasis is librosa's", () => {
  const wanted = speechFixture.preEmphasis;
  const found = preEmphasis(speechFixture.samples, 0.97);
  assert.equal(found.length, speechFixture.samples.length);
  assert.ok(largestDifference(found.subarray(0, wanted.length), wanted) < 1e-6);
});

Deno.test("no samples and one sample", () => {
  assert.deepEqual(preEmphasis(new Float32Array(0), 0.97), new Float32Array(0));
  assert.deepEqual(preEmphasis(Float32Array.of(0.5), 0.97), Float32Array.of(1));
});
