/** In: a split. Out: how much of its test part is of speakers and texts that the training heard. */
import type { Clip, Corpus, Split } from "../corpus.ts";

/** Shares of the test clips; null where the corpus does not tell speakers or texts. */
export interface AlsoInTraining {
  /** Clips whose speaker is in the training part as well. */
  speaker: number | null;
  /** Clips whose spoken text is in the training part as well. */
  text: number | null;
}

/**
 * What a split has on both sides: 1 under a random split of few speakers, 0 under one that keeps
 * them apart. The higher, the less the test says about a new speaker or a new sentence.
 */
export function alsoInTraining(corpus: Corpus, { train, test }: Split): AlsoInTraining {
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const [trained, tested] = [train, test].map((ids) => ids.map((id) => clips.get(id)!));
  const share = (key: "speaker" | "text") => shareAlsoIn(tested, trained, (clip) => clip[key]);
  return { speaker: share("speaker"), text: share("text") };
}

function shareAlsoIn(tested: Clip[], trained: Clip[], keyOf: (clip: Clip) => string) {
  const known = new Set(trained.map(keyOf));
  if (known.has("") || tested.some((clip) => keyOf(clip) === "")) return null;
  return tested.filter((clip) => known.has(keyOf(clip))).length / tested.length;
}
