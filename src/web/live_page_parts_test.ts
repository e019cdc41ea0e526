/** The page's parts for live analysis that need no browser. */
import assert from "node:assert/strict";
import { decodeAudio } from "../data/audio/read_audio.ts";
import { followedOf, subjectsOf } from "./page/live_subjects.js";
import { secondsOf, stretchesOf, withMoment } from "./page/minute.js";
import { createRecording, createWindows } from "./page/sound_pieces.js";

/** Numbers that never come again, in blocks of `size`. */
function* blocksOf(length: number, size: number) {
  for (let at = 0; at < length; at += size) {
    yield Float32Array.from(
      { length: size },
      (_, place) => ((at + place) * 48_271 % 2_147_483_647) / 2 ** 32,
    );
  }
}

Deno.test("windows of three seconds begin each second and a half, at any rate", async () => {
  for (const rate of [16_000, 44_100, 48_000]) {
    const windows: Blob[] = [];
    const cutter = createWindows((window: Blob) => windows.push(window));
    for (const block of blocksOf(10 * rate, 128)) cutter.add(block, rate);
    // At 3, 4.5, 6, 7.5 and 9 seconds.
    assert.equal(windows.length, 5, String(rate));
    const sounds = await Promise.all(
      windows.map(async (one) => await decodeAudio(await one.bytes(), "window")),
    );
    for (const { samples, sampleRateHz, durationS } of sounds) {
      assert.equal(sampleRateHz, rate);
      assert.ok(Math.abs(durationS - 3) < 0.01 && samples.length >= 3 * rate);
    }
    const [first, second] = sounds.map(({ samples }) => samples);
    const end = first.subarray(first.length - 500);
    const at = second.findIndex((_, from) =>
      end.every((one, place) => one === second[from + place])
    );
    assert.ok(Math.abs((first.length - 500 - at) / rate - 1.5) < 0.01, `${rate}: ${at}`);
  }
});

Deno.test("a recording is full after eight seconds, and silence is none", async () => {
  let full = 0;
  const recording = createRecording(() => full++);
  for (const block of blocksOf(20 * 1000, 100)) recording.add(block, 1000);
  assert.deepEqual([full, recording.seconds], [1, 8]);
  const { durationS } = await decodeAudio(await recording.finish()!.bytes(), "recording");
  assert.equal(durationS, 8);
  const silence = createRecording(() => {});
  silence.add(new Float32Array(1000), 1000);
  assert.equal(silence.finish(), undefined);
});

const share = { predicted: "happy", unsure: false, probabilities: { happy: 1 }, shares: {} };

Deno.test("who is followed: whom one chose while that one is there, the largest face, the voice", () => {
  const face = (id: number, width: number) => ({ id, box: { width, height: width }, ...share });
  const picture = { faces: [face(7, 90), face(2, 60)] };
  const sound = { voice: share };
  const subjects = subjectsOf(picture, sound);
  assert.deepEqual(subjects.map(({ key }) => key), ["face 2", "face 7", "voice"]);
  const keyOf = (chosen?: string, all = subjects) => followedOf(all, chosen)?.key;
  assert.equal(keyOf(), "face 7");
  assert.equal(keyOf("face 2"), "face 2");
  assert.equal(keyOf("voice"), "voice");
  assert.equal(keyOf("face 3"), "face 7");
  assert.equal(keyOf("face 3", subjectsOf(undefined, sound)), "voice");
  assert.equal(keyOf("voice", subjectsOf({ faces: [] }, { voice: null })), undefined);
});

const moment = (atMs: number, unsure = false, predicted = "happy") => ({
  ...{ atMs, unsure, predicted },
  probabilities: { happy: 0.9 } as Record<string, number>,
});

Deno.test("a minute is remembered, and gaps are nobody's", () => {
  let moments: ReturnType<typeof moment>[] = [];
  for (let at = 0; at <= 100_000; at += 500) moments = withMoment(moments, moment(at));
  assert.deepEqual([moments[0].atMs, moments.length], [40_000, 121]);
  assert.deepEqual(secondsOf(moments), [["happy", 60]]);
  const parts = [
    ...[0, 1000, 2000].map((at) => moment(at)),
    ...[3000, 4000, 5000, 6000].map((at) => moment(at, true)),
    ...[20_000, 21_000].map((at) => moment(at, false, "sad")),
  ];
  assert.deepEqual(stretchesOf(parts).map(({ length }) => length), [7, 2]);
  assert.deepEqual(secondsOf(parts), [["unsure", 4], ["happy", 2], ["sad", 1]]);
  assert.deepEqual(secondsOf([]), []);
});
