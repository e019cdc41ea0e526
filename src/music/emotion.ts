/**
 * The emotions that music is chosen for. The seven of FER2013,
 * which paper F recognises in faces, and calm, which TurEV-DB adds.
 */

/** In FER2013's order; calm last. */
export const emotions = [
  "angry",
  "disgust",
  "fear",
  "happy",
  "sad",
  "surprise",
  "neutral",
  "calm",
] as const;

/** An emotion that music can be chosen for. */
export type Emotion = typeof emotions[number];

/** How much of each emotion there is: probabilities of a network, or 1 for a chosen emotion. */
export type EmotionShares = Partial<Record<Emotion, number>>;

/** Other names that corpora give to the same emotions. */
const otherNames: Record<string, Emotion> = {
  anger: "angry",
  disgusted: "disgust",
  fearful: "fear",
  happiness: "happy",
  sadness: "sad",
  surprised: "surprise",
};

/**
 * The emotion that a corpus's class `name` stands for; undefined for a class that is none of them.
 *
 * @example
 * ```ts
 * emotionOfClass("surprised"); // "surprise"
 * ```
 */
export function emotionOfClass(name: string): Emotion | undefined {
  const lower = name.toLowerCase();
  return emotions.find((emotion) => emotion === lower) ?? otherNames[lower];
}

/**
 * The shares of a network's class probabilities, each above 0 and at most 1, as /api/music takes
 * them; classes that are no emotion are left out.
 */
export function emotionShares(probabilities: Record<string, number>): EmotionShares {
  const shares: EmotionShares = {};
  for (const [name, probability] of Object.entries(probabilities)) {
    const emotion = emotionOfClass(name);
    if (!emotion || probability === 0) continue;
    // Probabilities are rounded; two classes of one emotion may come to a hair above 1.
    shares[emotion] = Math.min(1, (shares[emotion] ?? 0) + probability);
  }
  return shares;
}

/** The emotion with the largest share; of equal ones the first in {@link emotions}. */
export function strongestEmotion(shares: EmotionShares): Emotion {
  return emotions.reduce((best, one) => (shares[one] ?? 0) > (shares[best] ?? 0) ? one : best);
}
