/**
 * Paper F's rule (section "Sonuç"): a positive mood gets music of high tempo in a major key, a
 * negative one of low tempo in a minor key.
 *
 * The paper leaves open what is high or low, which emotions are positive, and what a neutral mood
 * gets. Here high is the fastest third of the list and low the slowest; happy, surprise and calm
 * are positive, angry, disgust, fear and sad negative; neutral gets the middle third, in any key.
 * To lift the mood, which the paper does not know, every mood is given what a positive one gets.
 */
import { type Emotion, emotions, type EmotionShares } from "./emotion.ts";
import type { RankedTrack } from "./recommend_tracks.ts";
import type {
  Mood,
  PaperReason,
  PlanePoint,
  PlaneReason,
  PolicyRequest,
  Recommendation,
} from "./recommendation.ts";

const THIRD = 1 / 3;

const moods: Record<Emotion, Mood> = {
  angry: "negative",
  disgust: "negative",
  fear: "negative",
  happy: "positive",
  sad: "negative",
  surprise: "positive",
  neutral: "neutral",
  calm: "positive",
};

/**
 * Chooses at random among the tracks that fit, one of each artist. Where too few fit, tracks
 * follow of which only the key fits, then only the tempo, then the rest.
 */
export function choosePaperTracks(
  candidates: readonly RankedTrack[],
  { emotion, intent, count, random }: PolicyRequest,
): Recommendation[] {
  const mood = intent === "lift" ? "positive" : moods[emotion];
  const chosen: Recommendation[] = [];
  const artists = new Set<string>();
  const laterOn: { one: Recommendation; artist: string }[] = [];
  let last = "";
  for (const { track, tempoRank, mainArtist } of byFit(random.shuffle(candidates), mood)) {
    const fit = { tempoFits: tempoFits(tempoRank, mood), modeFits: modeFits(track.mode, mood) };
    const reason: PaperReason = { policy: "paper", intent, emotion, mood, tempoRank, ...fit };
    if (artists.has(mainArtist)) {
      laterOn.push({ one: { track, reason }, artist: mainArtist });
      continue;
    }
    chosen.push({ track, reason });
    artists.add(mainArtist);
    last = mainArtist;
    if (chosen.length === count) return chosen;
  }
  while (laterOn.length && chosen.length < count) {
    const at = Math.max(0, laterOn.findIndex(({ artist }) => artist !== last));
    const [{ one, artist }] = laterOn.splice(at, 1);
    chosen.push(one);
    last = artist;
  }
  return chosen;
}

/** Both fit, the key alone, the tempo alone, neither; within each the order stays. */
function byFit(tracks: RankedTrack[], mood: Mood): RankedTrack[] {
  const misfit = ({ track, tempoRank }: RankedTrack) =>
    (modeFits(track.mode, mood) ? 0 : 2) + (tempoFits(tempoRank, mood) ? 0 : 1);
  return tracks.sort((a, b) => misfit(a) - misfit(b));
}

function tempoFits(rank: number, mood: Mood): boolean {
  if (mood === "positive") return rank >= 1 - THIRD;
  if (mood === "negative") return rank <= THIRD;
  return rank > THIRD && rank < 1 - THIRD;
}

function modeFits(mode: "major" | "minor", mood: Mood): boolean {
  return mood === "neutral" || mode === (mood === "positive" ? "major" : "minor");
}

// Music by nearness to a point on the plane of valence and arousal. A track's place is the
// percentile rank of its valence and of its energy, so that any list covers the whole plane.
//
// To match a mood, all tracks aim at the weighted mean of the emotions' points. To lift it, the aim
// moves step by step from there to a pleasant point: the iso principle of music therapy (Altshuler
// 1948), which begins where the listener is. What the listener liked and skipped counts too
// (taste.ts). Likeness to tracks already chosen counts against a
// track (maximal marginal relevance, Carbonell and Goldstein 1998).

/** How much likeness to the tracks already chosen counts, beside nearness to the aim. */
const DIVERSITY_WEIGHT = 0.15;

/** How much a liked track's reward, 1, counts beside nearness to the aim. */
const TASTE_WEIGHT = 0.2;

/** Likeness to the track just before, of the same artist. */
const SAME_ARTIST_IN_A_ROW = 1000;

/** Likeness of two tracks of one artist: more than anything else can outweigh. */
const SAME_ARTIST = 100;

/** So many of the best, or this share of the list, are drawn from; other seeds, other music. */
const DRAWN_FROM_AT_MOST = 20;
const DRAWN_FROM_SHARE = 0.04;

/** Chooses tracks one after another, each drawn from the few best for its step. */
export function chooseNearTracks(
  candidates: readonly RankedTrack[],
  { shares, emotion, intent, count, random, taste }: PolicyRequest,
): Recommendation[] {
  const start = matchingPoint(shares);
  const goal = intent === "lift" ? liftedPoint(shares) : start;
  const steps = Math.min(count, candidates.length);
  const drawnFrom = Math.min(
    DRAWN_FROM_AT_MOST,
    Math.max(1, Math.round(candidates.length * DRAWN_FROM_SHARE)),
  );
  const left = candidates.map((candidate) => {
    const { valenceRank: valence, energyRank: arousal } = candidate;
    return { candidate, likeness: 0, reward: taste?.({ valence, arousal }) ?? 0 };
  });
  let last = "";
  return Array.from({ length: steps }, (_, at) => {
    const target = between(start, goal, steps > 1 ? at / (steps - 1) : 1);
    const cost = ({ candidate, likeness, reward }: typeof left[number]) =>
      distance(candidate, target) - TASTE_WEIGHT * reward +
      DIVERSITY_WEIGHT * (candidate.mainArtist === last ? SAME_ARTIST_IN_A_ROW : likeness);
    const best = smallest(left.map(cost), drawnFrom);
    const picked = random.pick(best);
    const { candidate: chosen } = left[picked];
    left.splice(picked, 1);
    for (const other of left) {
      other.likeness = Math.max(other.likeness, likenessOf(other.candidate, chosen));
    }
    last = chosen.mainArtist;
    const place = { valence: chosen.valenceRank, arousal: chosen.energyRank };
    const reason: PlaneReason = {
      policy: "valence-arousal",
      intent,
      emotion,
      target,
      place,
      step: at + 1,
      steps,
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
  const others = best.filter((at) => costs[at] < DIVERSITY_WEIGHT * SAME_ARTIST / 2);
  return others.length ? others : best.slice(0, 1);
}

// Where emotions lie on the plane of valence and arousal, after the ratings of Russell and
// Mehrabian (1977, “Evidence for a three-factor theory of emotions”, Journal of Research in
// Personality 11; pleasure and arousal, -1 to 1, of their terms angry, disgusted, fearful, happy,
// sad, surprised; for calm, their relaxed). Neutral is the origin.

/** [pleasure, arousal] */
const ratings: Record<Emotion, [number, number]> = {
  angry: [-0.51, 0.59],
  disgust: [-0.60, 0.35],
  fear: [-0.64, 0.60],
  happy: [0.81, 0.51],
  sad: [-0.63, -0.27],
  surprise: [0.40, 0.67],
  neutral: [0, 0],
  calm: [0.68, -0.46],
};

/** Where a lifted mood arrives: a tense one at calm, a low or even one at happy. */
const lifted: Record<Emotion, Emotion> = {
  angry: "calm",
  disgust: "calm",
  fear: "calm",
  happy: "happy",
  sad: "happy",
  surprise: "happy",
  neutral: "happy",
  calm: "calm",
};

/** The point of a mixture: the mean of the emotions' points, weighted by `shares` (sum 1). */
export function matchingPoint(shares: EmotionShares): PlanePoint {
  return weightedPoint(shares, (emotion) => emotion);
}

/** The point that music leads to from a mixture, to lift the mood. */
export function liftedPoint(shares: EmotionShares): PlanePoint {
  return weightedPoint(shares, (emotion) => lifted[emotion]);
}

function weightedPoint(shares: EmotionShares, standIn: (emotion: Emotion) => Emotion): PlanePoint {
  let valence = 0;
  let arousal = 0;
  for (const emotion of emotions) {
    const [pleasure, activity] = ratings[standIn(emotion)];
    valence += (shares[emotion] ?? 0) * (pleasure + 1) / 2;
    arousal += (shares[emotion] ?? 0) * (activity + 1) / 2;
  }
  return { valence, arousal };
}
