import assert from "node:assert/strict";
import {
  type FollowedFaces,
  followFaces,
  type Mood,
  noFaces,
  smoothMood,
  toldFaces,
} from "./live_moods.ts";

const answer = (happy: number) => {
  const probabilities = { happy, sad: 1 - happy };
  return { probabilities, shares: probabilities };
};
const how = { constantMs: 1500, leastConfidence: 0.6 };
const smooth = (before: Mood | undefined, happy: number, nowMs: number) =>
  smoothMood(before, answer(happy), { ...how, nowMs });

Deno.test("a steady face keeps its mood; a change comes through with time, not with answers", () => {
  const after = (everyMs: number) => {
    let mood = smooth(undefined, 0.9, 0);
    for (let at = everyMs; at <= 1500; at += everyMs) mood = smooth(mood, 0.1, at);
    return mood.probabilities.happy;
  };
  const expected = 0.1 + 0.8 * Math.exp(-1);
  for (const everyMs of [50, 150, 500, 1500]) {
    assert.ok(Math.abs(after(everyMs) - expected) < 1e-9, `${everyMs}: ${after(everyMs)}`);
  }
  let steady = smooth(undefined, 0.8, 0);
  for (let at = 200; at < 3000; at += 200) steady = smooth(steady, 0.8, at);
  assert.ok(Math.abs(steady.probabilities.happy - 0.8) < 1e-12);
  assert.ok(Math.abs(steady.shares.happy! - 0.8) < 1e-12);
});

Deno.test("one odd answer changes little; below the network's least confidence a mood is unsure", () => {
  const odd = smooth(smooth(undefined, 0.9, 0), 0, 200);
  assert.deepEqual([odd.predicted, odd.unsure], ["happy", false]);
  assert.equal(smooth(undefined, 0.6, 0).unsure, false);
  assert.equal(smooth(undefined, 0.599, 0).unsure, true);
  // Answers that are sure each by itself, but of other things, come to nothing sure.
  let torn = smooth(undefined, 0.9, 0);
  for (let at = 200; at <= 4000; at += 200) torn = smooth(torn, at % 400 ? 0.1 : 0.9, at);
  assert.equal(torn.unsure, true);
});

const face = (x: number, y: number, happy: number, width = 100) => ({
  box: { x, y, width, height: width },
  ...answer(happy),
  predicted: "",
  unsure: false,
});
const follow = (pictures: [number, ReturnType<typeof face>[]][], begin = noFaces) =>
  pictures.reduce<FollowedFaces>(
    (known, [nowMs, found]) => followFaces(known, found, { nowMs, leastConfidence: 0.5 }),
    begin,
  );
const idsAt = (known: FollowedFaces) => toldFaces(known).map(({ id, box }) => [id, box.x]);

Deno.test("two faces that move keep their numbers and their own moods", () => {
  let known = noFaces;
  for (let step = 0; step <= 30; step++) {
    const [a, b] = [face(10 + 8 * step, 50, 0.9, 110), face(500 - 9 * step, 180, 0.1)];
    known = follow([[200 * step, step % 2 ? [a, b] : [b, a]]], known);
  }
  const [first, second] = toldFaces(known);
  assert.deepEqual([first.mood.predicted, second.mood.predicted], ["happy", "sad"]);
  assert.deepEqual([first.id, second.id].sort(), [1, 2]);
  assert.ok(first.box.x > 220 && first.box.x <= 250, String(first.box.x));
  assert.equal(known.faces.length, 2);
});

Deno.test("a quick head is the same face; a face elsewhere is another", () => {
  // No overlap at all, but half a width away.
  assert.deepEqual(
    idsAt(follow([[0, [face(0, 0, 1, 50)]], [200, [face(25, 12, 1, 50)]]]))[0][0],
    1,
  );
  const elsewhere = follow([[0, [face(0, 0, 1)]], [200, [face(300, 0, 1)]], [400, [
    face(300, 0, 1),
  ]]]);
  assert.deepEqual(toldFaces(elsewhere).map(({ id, isSeen }) => [id, isSeen]), [[2, true]]);
});

Deno.test("what is seen once is not told; what is lost is remembered for three seconds", () => {
  const once = follow([[0, [face(0, 0, 1)]]]);
  assert.deepEqual(toldFaces(once), []);
  const known = follow([[0, [face(0, 0, 0.9)]], [200, [face(0, 0, 0.9)]]]);
  const lost = follow([[400, []], [3100, []]], known);
  assert.deepEqual(toldFaces(lost).map(({ id, isSeen }) => [id, isSeen]), [[1, false]]);
  const back = follow([[3150, [face(4, 0, 0.9)]]], lost);
  assert.deepEqual(toldFaces(back).map(({ id, isSeen }) => [id, isSeen]), [[1, true]]);
  // Whoever comes later is not mixed with who was there before, and has another number.
  const forgotten = follow(
    [[3300, []], [9000, [face(0, 0, 0.2)]], [9200, [face(0, 0, 0.2)]]],
    lost,
  );
  const [other] = toldFaces(forgotten);
  assert.equal(other.id, 2);
  assert.ok(Math.abs(other.mood.probabilities.happy - 0.2) < 1e-12);
});

Deno.test("of two boxes near a known face the nearer one is it", () => {
  const known = follow([[0, [face(100, 100, 0.9)]], [200, [face(100, 100, 0.9)]]]);
  const next = follow([[400, [face(150, 100, 0.1), face(105, 100, 0.9)]]], known);
  assert.deepEqual(
    next.faces.map(({ id, mood }) => [id, mood.predicted]),
    [[1, "happy"], [2, "sad"]],
  );
});
