import assert from "node:assert/strict";
import { createPitchCandidates } from "./candidates.ts";

const range = { sampleRateHz: 16_000, lowestHz: 60, highestHz: 600, hopSamples: 160 };

Deno.test("the periods of a tone, twice and three times as long, are candidates too", () => {
  const wave = Float32Array.from({ length: 8000 }, (_, n) => Math.sin((2 * Math.PI * n) / 40));
  const [{ loudness, candidates }] = createPitchCandidates(range)(wave, 1, 4000);
  assert.ok(loudness > 0.99);
  const wanted = [400, 200, 400 / 3, 100, 80, 400 / 6];
  assert.equal(candidates.length, wanted.length);
  candidates.forEach(({ pitchHz, strength }, at) => {
    assert.ok(Math.abs(pitchHz / wanted[at] - 1) < 1e-4, `${pitchHz}`);
    assert.ok(strength > 0.999 && strength <= 1, `${strength}`);
  });
});

Deno.test("an offset changes nothing, and quiet frames are told to be quiet", () => {
  const wave = Float32Array.from(
    { length: 16_000 },
    (_, n) => (n < 8000 ? 0.5 : 0.05) * Math.sin((2 * Math.PI * n) / 80),
  );
  const candidates = createPitchCandidates({ ...range, hopSamples: 8000 });
  const found = candidates(wave, 2, 4000);
  assert.ok(Math.abs(found[1].loudness / found[0].loudness - 0.1) < 1e-3);
  const shifted = candidates(wave.map((value) => value + 0.3), 2, 4000);
  shifted.forEach((frame, at) =>
    assert.ok(Math.abs(frame.candidates[0].strength - found[at].candidates[0].strength) < 1e-3)
  );
});

Deno.test("frames before, within and behind a short signal, also an odd number of them", () => {
  const found = createPitchCandidates(range)(Float32Array.of(0.1, -0.1, 0.1), 9);
  assert.equal(found.length, 9);
  assert.ok(found.every(({ loudness }) => loudness >= 0 && loudness <= 1));
});

for (const wrong of [{ lowestHz: 0 }, { lowestHz: 700 }, { highestHz: 9000 }]) {
  Deno.test(`pitch candidates refuse ${JSON.stringify(wrong)}`, () => {
    assert.throws(
      () => createPitchCandidates({ ...range, ...wrong }),
      /^UserError: Expected pitches above 0/,
    );
  });
}
