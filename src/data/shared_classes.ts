/** In: class names of several corpora. Out: which emotion each means, and which all share. */
import { foldName, smallLetters } from "../base/text.ts";

/** Names for the same emotion; each list begins with the one that is kept. Calm is not neutral. */
const SYNONYMS = [
  ["angry", "anger", "ang"],
  ["happy", "happiness", "joy", "hap"],
  ["sad", "sadness"],
  ["fear", "fearful", "fearfulness"],
  ["surprised", "surprise", "pleasant surprise", "pleasant_surprise", "ps"],
  ["disgust", "disgusted"],
  ["neutral", "neutrality"],
];

/** The emotion that a corpus calls `name`: "angry" for "Anger"; the name itself if none is known. */
export function emotionName(name: string): string {
  const folded = foldName(name.trim());
  return SYNONYMS.find((names) => names.includes(folded))?.[0] ?? smallLetters(name.trim());
}

/** Emotions that every list of classes has, in the order of the first list. */
export function sharedClasses(lists: readonly (readonly string[])[]): string[] {
  const [first, ...others] = lists.map((classes) => [...new Set(classes.map(emotionName))]);
  return first.filter((name) => others.every((names) => names.includes(name)));
}
