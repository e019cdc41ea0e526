/** In: a list of music and how somebody feels. Out: tracks for that, each with the reason. */
import { createRandom } from "../base/random.ts";
import { UserError } from "../base/user_error.ts";
import { emotions, type EmotionShares, strongestEmotion } from "./emotion.ts";
import { leaveOutPlayed } from "./leave_out_played.ts";
import { choosePaperTracks } from "./paper_policy.ts";
import { rankTracks } from "./ranked_track.ts";
import type { MusicRequest, Recommendation } from "./recommendation.ts";
import type { Track } from "./track.ts";
import { chooseNearTracks } from "./valence_arousal_policy.ts";

/**
 * Chooses music: the same answer to the same question, on every machine. Throws UserError where a
 * share is below 0 or none is above.
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
  const { policy = "paper", intent = "match", count = 10, seed = 0, played = [] } = request;
  const shares = normalised(request.shares);
  const candidates = leaveOutPlayed(rankTracks(tracks), played, count);
  const choose = policy === "paper" ? choosePaperTracks : chooseNearTracks;
  return choose(candidates, {
    shares,
    emotion: strongestEmotion(shares),
    intent,
    count,
    random: createRandom(seed, "music", policy),
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
