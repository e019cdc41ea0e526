/**
 * Where emotions lie on the plane of valence and arousal, after the ratings of Russell and
 * Mehrabian (1977, “Evidence for a three-factor theory of emotions”, Journal of Research in
 * Personality 11; pleasure and arousal, -1 to 1, of their terms angry, disgusted, fearful, happy,
 * sad, surprised; for calm, their relaxed). Neutral is the origin.
 */
import { type Emotion, emotions, type EmotionShares } from "./emotion.ts";
import type { PlanePoint } from "./recommendation.ts";

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
