import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { rankTracks, recommendTracks } from "./recommend_tracks.ts";
import type { MusicRequest } from "./recommendation.ts";
import { learnTaste } from "./taste.ts";
import { madeTracks } from "./testing/made_tracks.ts";

const tracks = madeTracks(400);
const ranked = rankTracks(tracks);
const idsWhere = (isIn: (one: typeof ranked[number]) => boolean, count: number) =>
  ranked.filter(isIn).slice(0, count).map(({ track }) => track.id);
const loud = idsWhere(({ energyRank }) => energyRank > 0.7, 30);
const quiet = idsWhere(({ energyRank }) => energyRank < 0.3, 30);

Deno.test("what is liked raises its part of the plane, what is skipped lowers it", () => {
  for (let seed = 0; seed < 10; seed++) {
    const taste = learnTaste(ranked, { liked: quiet, skipped: loud }, createRandom(seed))!;
    const [low, high] = [0.1, 0.9].map((arousal) => taste({ valence: 0.5, arousal }));
    assert.ok(low > 0.2 && high < -0.2, `${low} ${high}`);
  }
});

Deno.test("with many answers the samples lie about the least squares' surface", () => {
  // Rewards that a plane makes: 1 left of the middle, -1 right of it.
  const liked = idsWhere(({ valenceRank }) => valenceRank < 0.5, 400);
  const skipped = idsWhere(({ valenceRank }) => valenceRank >= 0.5, 400);
  const at = (valence: number) => {
    const samples = Array.from(
      { length: 60 },
      (_, seed) =>
        learnTaste(ranked, { liked, skipped }, createRandom(seed))!({ valence, arousal: 0.5 }),
    );
    return samples.reduce((sum, value) => sum + value, 0) / samples.length;
  };
  // The line that fits a step from 1 to -1 over [-1, 1] best has the slope -3 / 2.
  assert.ok(Math.abs(at(0.25) - 0.75) < 0.12, String(at(0.25)));
  assert.ok(Math.abs(at(0.75) + 0.75) < 0.12, String(at(0.75)));
});

Deno.test("nothing is learnt from nothing, nor from ids of another list; a seed fixes the rest", () => {
  assert.equal(learnTaste(ranked, {}, createRandom(1)), undefined);
  assert.equal(learnTaste(ranked, { liked: ["x"], skipped: ["y"] }, createRandom(1)), undefined);
  const place = { valence: 0.3, arousal: 0.6 };
  const draw = (seed: number) => learnTaste(ranked, { liked: loud }, createRandom(seed))!(place);
  assert.equal(draw(3), draw(3));
  assert.notEqual(draw(3), draw(4));
});

Deno.test("music follows the answers, and a refused track never comes again", () => {
  const request: MusicRequest = {
    shares: { neutral: 1 },
    policy: "valence-arousal",
    count: 10,
    seed: 5,
  };
  const energy = (more: Partial<MusicRequest>) =>
    recommendTracks(tracks, { ...request, ...more })
      .reduce((sum, { track }) => sum + track.energy / 10, 0);
  assert.ok(
    energy({ liked: quiet, skipped: loud }) < energy({ liked: loud, skipped: quiet }) - 0.05,
  );
  for (const policy of ["paper", "valence-arousal"] as const) {
    const few = madeTracks(12);
    const refused = few.slice(0, 4).map(({ id }) => id);
    const chosen = recommendTracks(few, { ...request, policy, count: 12, refused });
    assert.equal(chosen.length, 8);
    assert.ok(chosen.every(({ track }) => !refused.includes(track.id)));
  }
});
