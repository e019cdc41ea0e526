import assert from "node:assert/strict";
import { createRandom } from "../../base/random.ts";
import { praatFixture } from "../testing/praat_pitch_fixture.ts";
import { createPitchCandidates } from "./candidates.ts";
import { continuePitch, pitchPath } from "./path.ts";

const course = { hopS: 0.01, highestHz: 600 };
const range = { sampleRateHz: 16_000, lowestHz: 60, highestHz: 600, hopSamples: 160 };

Deno.test("frames are voiced where Praat's are, with its pitch and strength", () => {
  const { samples, pitchHz, strength, firstCentre, ...options } = praatFixture;
  const candidates = createPitchCandidates(options)(samples, pitchHz.length, firstCentre);
  const path = pitchPath(candidates, course);
  const off: number[] = [];
  path.forEach((found, frame) => {
    assert.equal(found !== undefined, pitchHz[frame] > 0, `frame ${frame}`);
    if (found === undefined) return;
    off.push(Math.abs(found.pitchHz / pitchHz[frame] - 1));
    assert.ok(Math.abs(found.strength - strength[frame]) < 3e-3, `frame ${frame}`);
  });
  off.sort((a, b) => a - b);
  assert.ok(off.length > 40);
  // Praat's interpolation reaches farther, which a frame that is half noise shows.
  assert.ok(off.at(-1)! < 0.01, `${off.at(-1)}`);
  assert.ok(off.at(-3)! < 1e-4, `${off.at(-3)}`);
});

for (const hertz of [65, 110, 220.5, 440, 590]) {
  Deno.test(`harmonics of ${hertz} Hz have that pitch in all frames`, () => {
    // A plain sawtooth is no test: what it has beyond half the sampling rate folds back.
    const harmonics = Array.from({ length: Math.floor(7000 / hertz) }, (_, at) => at + 1);
    const wave = Float32Array.from(
      { length: 8000 },
      (_, n) =>
        harmonics.reduce((sum, k) => sum + Math.sin((2 * Math.PI * hertz * k * n) / 16_000) / k, 0),
    );
    const path = pitchPath(createPitchCandidates(range)(wave, 40, 1000), course);
    for (const found of path) {
      assert.ok(Math.abs(found!.pitchHz / hertz - 1) < 1e-4, `${found?.pitchHz}`);
      assert.ok(found!.strength > 0.99);
    }
  });
}

Deno.test("noise and silence have no pitch, nor has what is far below the loudest", () => {
  const random = createRandom(1);
  const noise = Float32Array.from({ length: 8000 }, () => random.normal());
  const ofNoise = pitchPath(createPitchCandidates(range)(noise, 40, 1000), course);
  assert.ok(ofNoise.filter((found) => found === undefined).length >= 38);
  const silent = createPitchCandidates(range)(new Float32Array(8000), 40);
  assert.ok(silent.every(({ loudness, candidates }) => loudness === 0 && candidates.length === 0));
  assert.deepEqual(pitchPath(silent, course), new Array(40).fill(undefined));
  const quiet = { loudness: 0.001, candidates: [{ pitchHz: 200, strength: 1 }] };
  assert.deepEqual(pitchPath([quiet, quiet], course), [undefined, undefined]);
});

Deno.test("a frame that is stronger an octave higher does not pull the pitch out of its course", () => {
  const usual = { loudness: 1, candidates: [{ pitchHz: 150, strength: 0.9 }] };
  const doubtful = {
    loudness: 1,
    candidates: [{ pitchHz: 300, strength: 0.95 }, { pitchHz: 150, strength: 0.9 }],
  };
  const path = pitchPath([usual, doubtful, usual], course);
  assert.deepEqual(path.map((found) => found?.pitchHz), [150, 150, 150]);
  assert.equal(pitchPath([doubtful], course)[0]?.pitchHz, 300);
});

Deno.test("pitch runs straight in octaves between voiced frames, level at both ends", () => {
  const pitchHz = Float32Array.of(0, 128, 0, 0, 1024, 0);
  const found = continuePitch(pitchHz, (frame) => pitchHz[frame] > 0);
  assert.deepEqual([...found], [7, 7, 8, 9, 10, 10]);
});

Deno.test("without a voiced frame it is the middle of the range, 60 to 600 Hz", () => {
  const found = continuePitch(new Float32Array(2), () => false);
  assert.deepEqual([...found], new Array(2).fill(Math.fround(Math.log2(Math.sqrt(60 * 600)))));
});
