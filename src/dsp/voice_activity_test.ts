import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { fixedWindows, voiceSegments } from "./voice_activity.ts";

const RATE = 16_000;
const random = createRandom(5, "voice activity");
const noise = (seconds: number, level: number) =>
  Float32Array.from({ length: seconds * RATE }, () => level * (random.uniform() * 2 - 1));

/** Harmonics of a gliding voice, in syllables of a quarter of a second. */
function speak(samples: Float32Array, startS: number, endS: number, level = 0.3): void {
  let phase = 0;
  for (let at = Math.round(startS * RATE); at < endS * RATE; at++) {
    const time = at / RATE - startS;
    phase += 2 * Math.PI * (140 + 30 * Math.sin(2 * time)) / RATE;
    const syllable = 0.15 + 0.85 * Math.sin(4 * Math.PI * time) ** 2;
    for (let k = 1; k < 16; k++) {
      samples[at] += level * syllable * Math.sin(k * phase + k * k) / k / 2;
    }
  }
}

const segmentsOf = (samples: Float32Array, longestS = 60) =>
  voiceSegments({ samples, sampleRateHz: RATE }, longestS);

Deno.test("voices are found in silence and in noise, within a fifth of a second", () => {
  for (const level of [0, 0.003, 0.03]) {
    const samples = noise(12, level);
    const spoken = [[1, 3.2], [4.5, 5.3], [8, 11]];
    for (const [start, end] of spoken) speak(samples, start, end);
    const found = segmentsOf(samples);
    assert.equal(found.length, 3, `noise of ${level}: ${JSON.stringify(found)}`);
    found.forEach(({ startS, endS }, at) => {
      assert.ok(Math.abs(startS - spoken[at][0]) < 0.2 && Math.abs(endS - spoken[at][1]) < 0.2);
    });
  }
});

Deno.test("silence, noise, a click and nothing have no voice", () => {
  const click = new Float32Array(3 * RATE);
  click.fill(0.8, RATE, RATE + 40);
  for (const none of [new Float32Array(5 * RATE), noise(5, 0.2), click, new Float32Array(0)]) {
    assert.deepEqual(segmentsOf(none), []);
  }
});

Deno.test("speech without pauses is cut, and nothing of it is lost", () => {
  const samples = new Float32Array(20 * RATE);
  speak(samples, 0, 20);
  const found = segmentsOf(samples, 5);
  assert.ok(found.length >= 4);
  assert.deepEqual([found[0].startS, found.at(-1)!.endS], [0, 20]);
  found.forEach(({ startS, endS }, at) => {
    assert.ok(endS - startS <= 5 && endS > startS);
    if (at) assert.equal(startS, found[at - 1].endS);
  });
});

Deno.test("fixed windows cover a recording", () => {
  assert.deepEqual(fixedWindows(1, 2, 1), [{ startS: 0, endS: 1 }]);
  assert.deepEqual(fixedWindows(4, 2, 1).map(({ startS }) => startS), [0, 1, 2]);
  assert.deepEqual(fixedWindows(4.5, 2, 2).map(({ startS }) => startS), [0, 2, 2.5]);
});
