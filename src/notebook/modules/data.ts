/** What notebooks import as "duygu/data": corpora, clips, splits. */
export { readAudio } from "../../data/audio/read_audio.ts";
export type { Clip, Corpus, Split } from "../../data/corpus.ts";
export { findCorpus, requireCorpus } from "../../data/find_corpus.ts";
export { splitCorpus } from "../../data/splits/split_corpus.ts";
