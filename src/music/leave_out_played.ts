/** In: tracks, and which were just played. Out: those to choose from. */
import type { RankedTrack } from "./ranked_track.ts";

/**
 * The tracks that are not among `played` (ids, oldest first). Where fewer than `count` are left,
 * the ones played longest ago come back, as many as are missing.
 */
export function leaveOutPlayed(
  tracks: readonly RankedTrack[],
  played: readonly string[],
  count: number,
): RankedTrack[] {
  const lastPlayed = new Map(played.map((id, at) => [id, at]));
  const fresh = tracks.filter(({ track }) => !lastPlayed.has(track.id));
  if (fresh.length >= count) return fresh;
  const oldest = tracks.filter(({ track }) => lastPlayed.has(track.id))
    .sort((a, b) => lastPlayed.get(a.track.id)! - lastPlayed.get(b.track.id)!);
  return [...fresh, ...oldest.slice(0, count - fresh.length)];
}
