/** Tracks in memory whose features cover the plane evenly. */
import { createRandom } from "../../base/random.ts";
import type { Track } from "../tracks.ts";

/** `count` tracks by `artists` artists in turn, fixed by `seed`. */
export function madeTracks(count: number, artists = count, seed = 1): Track[] {
  const random = createRandom(seed, "made tracks");
  return Array.from({ length: count }, (_, at) => ({
    id: `t${at}`,
    name: `Track ${at}`,
    artist: `Artist ${at % artists}`,
    year: 2000,
    durationMs: 200_000,
    tempo: 60 + 120 * random.uniform(),
    key: at % 12,
    mode: random.uniform() < 0.5 ? "major" : "minor",
    valence: random.uniform(),
    energy: random.uniform(),
  }));
}
