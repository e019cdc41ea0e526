/**
 * Music by nearness to a point on the plane of valence and arousal. A track's place is the
 * percentile rank of its valence and of its energy, so that any list covers the whole plane.
 *
 * To match a mood, all tracks aim at the weighted mean of the emotions' points. To lift it, the
 * aim moves step by step from there to a pleasant point: the iso principle of music therapy
 * (Altshuler 1948), which begins where the listener is. Likeness to tracks already chosen counts
 * against a track (maximal marginal relevance, Carbonell and Goldstein 1998).
 */
import { liftedPoint, matchingPoint } from "./emotion_plane.ts";
import type { RankedTrack } from "./ranked_track.ts";
import type { PlanePoint, PlaneReason, PolicyRequest, Recommendation } from "./recommendation.ts";

/** How much likeness to the tracks already chosen counts, beside nearness to the aim. */
const DIVERSITY_WEIGHT = 0.15;

/** Likeness of two tracks of one artist: more than anything else can outweigh. */
const SAME_ARTIST = 100;

/** So many of the best, or this share of the list, are drawn from; other seeds, other music. */
const DRAWN_FROM_AT_MOST = 20;
const DRAWN_FROM_SHARE = 0.04;

/** Chooses tracks one after another, each drawn from the few best for its step. */
export function chooseNearTracks(
  candidates: readonly RankedTrack[],
  { shares, emotion, intent, count, random }: PolicyRequest,
): Recommendation[] {
  const start = matchingPoint(shares);
  const goal = intent === "lift" ? liftedPoint(shares) : start;
  const steps = Math.min(count, candidates.length);
  const drawnFrom = Math.min(
    DRAWN_FROM_AT_MOST,
    Math.max(1, Math.round(candidates.length * DRAWN_FROM_SHARE)),
  );
  const left = candidates.map((candidate) => ({ candidate, likeness: 0 }));
  return Array.from({ length: steps }, (_, at) => {
    const target = between(start, goal, steps > 1 ? at / (steps - 1) : 1);
    const cost = ({ candidate, likeness }: typeof left[number]) =>
      distance(candidate, target) + DIVERSITY_WEIGHT * likeness;
    const best = smallest(left.map(cost), drawnFrom);
    const picked = random.pick(best);
    const { candidate: chosen } = left[picked];
    left.splice(picked, 1);
    for (const other of left) {
      other.likeness = Math.max(other.likeness, likenessOf(other.candidate, chosen));
    }
    const place = { valence: chosen.valenceRank, arousal: chosen.energyRank };
    const reason: PlaneReason = {
      ...{ policy: "valence-arousal", intent, emotion, target, place },
      ...{ step: at + 1, steps },
    };
    return { track: chosen.track, reason };
  });
}

function between(start: PlanePoint, goal: PlanePoint, share: number): PlanePoint {
  return {
    valence: start.valence + share * (goal.valence - start.valence),
    arousal: start.arousal + share * (goal.arousal - start.arousal),
  };
}

function distance({ valenceRank, energyRank }: RankedTrack, target: PlanePoint): number {
  return Math.hypot(valenceRank - target.valence, energyRank - target.arousal);
}

/** From 0 to 1: by tempo and mode, which the aim says nothing of. */
function likenessOf(a: RankedTrack, b: RankedTrack): number {
  if (a.mainArtist === b.mainArtist) return SAME_ARTIST;
  const ofTempo = 1 - Math.abs(a.tempoRank - b.tempoRank);
  const ofMode = a.track.mode === b.track.mode ? 1 : 0;
  return 0.7 * ofTempo + 0.3 * ofMode;
}

/** Places of the `count` smallest of `costs`; a repeated artist's only where all are such. */
function smallest(costs: number[], count: number): number[] {
  const best: number[] = [];
  for (const [at, cost] of costs.entries()) {
    if (best.length === count && cost >= costs[best.at(-1)!]) continue;
    const place = best.findIndex((other) => costs[other] > cost);
    best.splice(place < 0 ? best.length : place, 0, at);
    if (best.length > count) best.pop();
  }
  const others = best.filter((at) => costs[at] < DIVERSITY_WEIGHT * SAME_ARTIST);
  return others.length ? others : best.slice(0, 1);
}
