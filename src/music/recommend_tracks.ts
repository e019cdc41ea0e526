import { createRandom } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { mainArtist } from "./artists.ts";
import { emotions, type EmotionShares, strongestEmotion } from "./emotion.ts";
import { chooseNearTracks, choosePaperTracks } from "./policies.ts";
import { DEFAULT_POLICY, type MusicRequest, type Recommendation } from "./recommendation.ts";
import { suitableTracks } from "./suitable_tracks.ts";
import { learnTaste } from "./taste.ts";
import type { Track } from "./tracks.ts";

/**
 * Chooses music: the same answer to the same question, on every machine. Karaoke and further
 * versions of a song are left out; no artist comes again while others are left, and one artist's
 * tracks follow each other only where no order avoids it. Throws UserError where a share is below 0
 * or none is above.
 *
 * @example
 * ```ts
 * const { tracks } = await openTracks();
 * recommendTracks(tracks, { shares: { sad: 0.7, neutral: 0.3 }, intent: "lift", seed: 4 });
 * ```
 */
export function recommendTracks(
  tracks: readonly Track[],
  request: MusicRequest,
): Recommendation[] {
  const { policy = DEFAULT_POLICY, intent = "match", count = 10, seed = 0, played = [] } = request;
  const { explicit = true, songLanguage, refused = [], liked = [], skipped = [] } = request;
  const shares = normalised(request.shares);
  const all = rankTracks(tracks);
  // Of a song's versions one is kept that is wanted: the clean one, the one whose tags are complete.
  const isWanted = (track: Track) =>
    (explicit || !track.explicit) &&
    (songLanguage === undefined || track.language === songLanguage);
  const suitable = suitableTracks(
    explicit && songLanguage === undefined ? tracks : tracks.filter(isWanted),
  );
  const never = new Set(refused);
  const allowed = all.filter(({ track }) => suitable.has(track) && !never.has(track.id));
  const candidates = leaveOutPlayed(allowed, played, count);
  const answers = { liked, skipped: [...skipped, ...refused] };
  const choose = policy === "paper" ? choosePaperTracks : chooseNearTracks;
  return choose(candidates, {
    shares,
    emotion: strongestEmotion(shares),
    intent,
    count,
    random: createRandom(seed, "music", policy),
    taste: learnTaste(all, answers, createRandom(seed, "music", "taste")),
  });
}

function normalised(shares: EmotionShares): EmotionShares {
  const values = emotions.map((emotion) => shares[emotion] ?? 0);
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.some((value) => !(value >= 0)) || !(sum > 0 && Number.isFinite(sum))) {
    throw new UserError("Expected shares of emotions to be 0 or more, and one to be above 0");
  }
  return Object.fromEntries(emotions.map((emotion, at) => [emotion, values[at] / sum]));
}

/**
 * The tracks that are not among `played` (ids, oldest first). Where fewer than `count` are left,
 * the ones played longest ago come back, as many as are missing.
 */
function leaveOutPlayed(
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

/** A track with percentile ranks of its features in the whole list, each in (0, 1). */
export interface RankedTrack {
  /** The track itself. */
  track: Track;
  /** Rank of the tempo. */
  tempoRank: number;
  /** Rank of the valence. */
  valenceRank: number;
  /** Rank of the energy. */
  energyRank: number;
  /** Of `artists.ts`; the track's id where no artist is known. */
  mainArtist: string;
}

const ranked = new WeakMap<readonly Track[], RankedTrack[]>();

/** Ranks `tracks`; done once for each list. */
export function rankTracks(tracks: readonly Track[]): RankedTrack[] {
  const known = ranked.get(tracks);
  if (known) return known;
  const tempo = percentileRanks(tracks.map((track) => track.tempo));
  const valence = percentileRanks(tracks.map((track) => track.valence));
  const energy = percentileRanks(tracks.map((track) => track.energy));
  const made = tracks.map((track, at) => ({
    track,
    tempoRank: tempo[at],
    valenceRank: valence[at],
    energyRank: energy[at],
    mainArtist: mainArtist(track),
  }));
  ranked.set(tracks, made);
  return made;
}

/**
 * The percentile rank of each value, in (0, 1): the share of values below it plus half of those
 * equal to it. Features of music crowd differently in every table; ranks spread evenly in all.
 *
 * @example
 * ```ts
 * percentileRanks([100, 90, 100]); // [2 / 3, 1 / 6, 2 / 3]
 * ```
 */
export function percentileRanks(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const rankOf = new Map<number, number>();
  for (let first = 0; first < sorted.length;) {
    let end = first + 1;
    while (sorted[end] === sorted[first]) end++;
    rankOf.set(sorted[first], (first + end) / 2 / sorted.length);
    first = end;
  }
  return values.map((value) => rankOf.get(value)!);
}
