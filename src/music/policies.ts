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
 * follow of which only the key fits, then only the tempo, then the rest, and then further ones of
 * the same artists.
 */
export function choosePaperTracks(
  candidates: readonly RankedTrack[],
  { emotion, intent, count, random }: PolicyRequest,
): Recommendation[] {
  const mood = intent === "lift" ? "positive" : moods[emotion];
  const times = new Map<string, number>();
  const turns = byFit(random.shuffle(candidates), mood).map((one) => {
    const turn = times.get(one.mainArtist) ?? 0;
    times.set(one.mainArtist, turn + 1);
    return { one, turn };
  });
  const chosen = turns.sort((a, b) => a.turn - b.turn).slice(0, count).map(({ one }) => one);
  return inOrder(chosen, () => 0).map(({ track, tempoRank }) => {
    const fit = { tempoFits: tempoFits(tempoRank, mood), modeFits: modeFits(track.mode, mood) };
    const reason: PaperReason = { policy: "paper", intent, emotion, mood, tempoRank, ...fit };
    return { track, reason };
  });
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

/** Likeness for each track of the same artist before: more than anything else can outweigh. */
const SAME_ARTIST = 100;

/** So many of the best, or this share of the list, are drawn from; other seeds, other music. */
const DRAWN_FROM_AT_MOST = 20;
const DRAWN_FROM_SHARE = 0.04;

/**
 * Chooses tracks one after another, each drawn from the few best for its step, and then puts them
 * in the order in which they follow the steps best.
 */
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
    return { candidate, likeness: 0, ofArtist: 0, reward: taste?.({ valence, arousal }) ?? 0 };
  });
  const targetAt = (at: number) => between(start, goal, steps > 1 ? at / (steps - 1) : 1);
  const chosen = Array.from({ length: steps }, (_, at) => {
    const target = targetAt(at);
    const cost = ({ candidate, likeness, ofArtist, reward }: typeof left[number]) =>
      distance(candidate, target) - TASTE_WEIGHT * reward +
      DIVERSITY_WEIGHT * (likeness + SAME_ARTIST * ofArtist);
    const picked = random.pick(smallest(left.map(cost), drawnFrom));
    const [{ candidate }] = left.splice(picked, 1);
    for (const other of left) {
      other.likeness = Math.max(other.likeness, likenessOf(other.candidate, candidate));
      if (other.candidate.mainArtist === candidate.mainArtist) other.ofArtist++;
    }
    return candidate;
  });
  return inOrder(chosen, (one, at) => distance(one, targetAt(at))).map((one, at) => {
    const place = { valence: one.valenceRank, arousal: one.energyRank };
    const reason: PlaneReason = {
      policy: "valence-arousal",
      intent,
      emotion,
      target: targetAt(at),
      place,
      step: at + 1,
      steps,
    };
    return { track: one.track, reason };
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
  const ofTempo = 1 - Math.abs(a.tempoRank - b.tempoRank);
  const ofMode = a.track.mode === b.track.mode ? 1 : 0;
  return 0.7 * ofTempo + 0.3 * ofMode;
}

/** Places of the `count` smallest of `costs` that an artist chosen more often does not lie between. */
function smallest(costs: number[], count: number): number[] {
  const best: number[] = [];
  for (const [at, cost] of costs.entries()) {
    if (best.length === count && cost >= costs[best.at(-1)!]) continue;
    const place = best.findIndex((other) => costs[other] > cost);
    best.splice(place < 0 ? best.length : place, 0, at);
    if (best.length > count) best.pop();
  }
  return best.filter((at) => costs[at] < costs[best[0]] + DIVERSITY_WEIGHT * SAME_ARTIST / 2);
}

// The order of a list.

/** How much a place further from where a track was counts: only what is else as good decides. */
const STAY_WEIGHT = 1e-6;

/** Pairs of places that are looked at: of some 300 tracks all until nothing is better, as a rule. */
const PAIRS_AT_MOST = 2e6;

/**
 * `chosen` in an order in which tracks of one artist follow each other as seldom as can be, and in
 * which the sum of `misfit` is as low as exchanging two tracks, or moving one, can make it; in long
 * lists, as low as {@link PAIRS_AT_MOST} tries make it. Where both are as they were, so is the order.
 *
 * @param misfit of a track at a place, from 0; below 10
 */
export function inOrder(
  chosen: readonly RankedTrack[],
  misfit: (one: RankedTrack, at: number) => number,
): RankedTrack[] {
  const count = chosen.length;
  const misfits = chosen.map((one, own) =>
    Float64Array.from(
      { length: count },
      (_, at) => misfit(one, at) + STAY_WEIGHT * Math.abs(at - own),
    )
  );
  const order = apart(chosen);
  const inRow = (at: number, next: number) =>
    chosen[order[at]]?.mainArtist === chosen[order[next]]?.mainArtist ? 10 * count : 0;
  // What both cost is known without walking through the list: of an exchange by its two tracks, of a
  // move by sums over the tracks before each place, which go one place on or back together.
  const sums = shiftCosts(order, misfits);
  const ofExchange = (from: number, to: number) => {
    const [a, b] = from < to ? [from, to] : [to, from];
    const [first, second] = [order[a], order[b]];
    const ofPlaces = misfits[first][b] + misfits[second][a] - misfits[first][a] -
      misfits[second][b];
    const ofEnds = inRow(a - 1, b) + inRow(a, b + 1) - inRow(a - 1, a) - inRow(b, b + 1);
    if (b === a + 1) return ofPlaces + ofEnds;
    return ofPlaces + ofEnds + inRow(b, a + 1) + inRow(b - 1, a) - inRow(a, a + 1) -
      inRow(b - 1, b);
  };
  const ofMove = (from: number, to: number) => {
    const own = misfits[order[from]];
    const gap = inRow(from - 1, from + 1) - inRow(from - 1, from) - inRow(from, from + 1);
    // The places between which the track comes to stand.
    const [before, after] = from < to ? [to, to + 1] : [to - 1, to];
    const place = inRow(before, from) + inRow(from, after) - inRow(before, after);
    const others = from < to
      ? sums.earlier[to + 1] - sums.earlier[from + 1]
      : sums.later[from] - sums.later[to];
    return own[to] - own[from] + others + gap + place;
  };
  let isBetter = count > 1;
  for (let pairs = 0; isBetter && pairs < PAIRS_AT_MOST; pairs += count ** 2) {
    isBetter = false;
    for (let from = 0; from < count; from++) {
      for (let to = 0; to < count; to++) {
        if (to === from) continue;
        const byExchange = ofExchange(from, to);
        const byMove = ofMove(from, to);
        if (Math.min(byExchange, byMove) >= -STAY_WEIGHT / 2) continue;
        if (byMove < byExchange - STAY_WEIGHT / 2) order.splice(to, 0, ...order.splice(from, 1));
        else [order[from], order[to]] = [order[to], order[from]];
        sums.update(Math.min(from, to), Math.max(from, to));
        isBetter = true;
      }
    }
  }
  return order.map((own) => chosen[own]);
}

/**
 * What it costs that all tracks before a place [place] stand one place earlier, or later; the track
 * that has no such place counts nothing. `update` brings them to an order that has changed between
 * two places, both included.
 */
function shiftCosts(order: readonly number[], misfits: readonly Float64Array[]) {
  const earlier = new Float64Array(order.length + 1);
  const later = new Float64Array(order.length + 1);
  const update = (first: number, last: number) => {
    const before = [earlier[last + 1], later[last + 1]];
    for (let at = first; at <= last; at++) {
      const own = misfits[order[at]];
      earlier[at + 1] = earlier[at] + (at > 0 ? own[at - 1] - own[at] : 0);
      later[at + 1] = later[at] + (at + 1 < order.length ? own[at + 1] - own[at] : 0);
    }
    const ofEarlier = earlier[last + 1] - before[0];
    const ofLater = later[last + 1] - before[1];
    for (let at = last + 2; at <= order.length; at++) {
      earlier[at] += ofEarlier;
      later[at] += ofLater;
    }
  };
  update(0, order.length - 1);
  return { earlier, later, update };
}

/**
 * Places of `chosen`, as they are but where the artist that has the most left must come now, or
 * where two of one artist would follow each other and another is left.
 */
function apart(chosen: readonly RankedTrack[]): number[] {
  const left = chosen.map(({ mainArtist }, own) => ({ mainArtist, own }));
  const order: number[] = [];
  let last: string | undefined;
  while (left.length) {
    const counts = new Map<string, number>();
    for (const { mainArtist } of left) counts.set(mainArtist, (counts.get(mainArtist) ?? 0) + 1);
    const [most, times] = [...counts].reduce((a, b) => b[1] > a[1] ? b : a);
    const mustCome = 2 * times > left.length && most !== last;
    const next = left.findIndex(({ mainArtist }) =>
      mustCome ? mainArtist === most : mainArtist !== last
    );
    const [{ own, mainArtist }] = left.splice(Math.max(0, next), 1);
    order.push(own);
    last = mainArtist;
  }
  return order;
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
