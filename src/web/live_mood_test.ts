import assert from "node:assert/strict";
import { smoothMood } from "./page/live_mood.js";

type Mood = ReturnType<typeof smoothMood>;

const face = (happy: number, unsure = false) => {
  const shares = { happy, sad: 1 - happy };
  return { probabilities: shares, shares, unsure };
};

Deno.test("a steady face keeps its mood; a change comes through with time, not with answers", () => {
  const after = (everyMs: number) => {
    let mood: Mood = smoothMood(undefined, face(0.9), 0);
    for (let at = everyMs; at <= 1500; at += everyMs) mood = smoothMood(mood, face(0.1), at);
    return mood!.probabilities.happy;
  };
  const expected = 0.1 + 0.8 * Math.exp(-1);
  for (const everyMs of [50, 150, 500, 1500]) {
    assert.ok(Math.abs(after(everyMs) - expected) < 1e-9, `${everyMs}: ${after(everyMs)}`);
  }
  let steady: Mood;
  for (let at = 0; at < 3000; at += 200) steady = smoothMood(steady, face(0.8), at);
  assert.ok(Math.abs(steady!.probabilities.happy - 0.8) < 1e-12);
  assert.deepEqual([steady!.predicted, steady!.unsure], ["happy", false]);
});

Deno.test("one odd answer changes little; shares that wander are unsure", () => {
  let mood = smoothMood(undefined, face(0.9), 0);
  mood = smoothMood(mood, face(0), 200);
  assert.deepEqual([mood!.predicted, mood!.unsure], ["happy", false]);
  const even = { angry: 0.4, happy: 0.3, sad: 0.3 };
  const wavering = smoothMood(undefined, { probabilities: even, shares: even, unsure: false }, 0);
  assert.equal(wavering!.unsure, true);
});

Deno.test("where most answers are unsure, so is the mood", () => {
  let mood: Mood = smoothMood(undefined, face(0.9), 0);
  assert.equal(mood!.unsure, false);
  for (let at = 200; at <= 3000; at += 200) mood = smoothMood(mood, face(0.9, true), at);
  assert.equal(mood!.unsure, true);
});

Deno.test("without a face the mood stays a while and is then forgotten", () => {
  const mood = smoothMood(undefined, face(0.9), 0);
  assert.equal(smoothMood(mood, undefined, 2900), mood);
  assert.equal(smoothMood(mood, undefined, 3000), undefined);
  assert.equal(smoothMood(undefined, undefined, 10), undefined);
  // Whoever comes after that is not mixed with who was there before.
  assert.equal(smoothMood(mood, face(0.2), 4000)!.probabilities.happy, 0.2);
});
