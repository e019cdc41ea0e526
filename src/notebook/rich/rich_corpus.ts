/** In: a corpus. Out: the same corpus, whose clips notebooks show as sound or picture. */
import type { Clip, Corpus } from "../../data/corpus.ts";
import { showsItself } from "../shows_itself.ts";
import { pictureBundle } from "./picture_bundle.ts";
import { soundBundle } from "./sound_bundle.ts";

/** Has each of the corpus's clips show itself; rows of a table of features stay plain. */
export function richCorpus(corpus: Corpus): Corpus {
  if (corpus.kind === "features") return corpus;
  const bundle = corpus.kind === "audio" ? soundBundle : pictureBundle;
  const show = (clip: Clip) => bundle(clip, corpus.synthetic);
  for (const clip of corpus.clips) showsItself(clip, () => show(clip));
  return corpus;
}
