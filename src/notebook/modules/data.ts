/** What notebooks import as "duygu/data": corpora, clips, splits. */
import type { Corpus } from "../../data/corpus.ts";
import {
  findCorpus as findPlainly,
  type FindOptions,
  requireCorpus as requirePlainly,
} from "../../data/find_corpus.ts";
import { richCorpus } from "../rich_objects.ts";

export type { Environment, SourceState } from "../../base/describe_environment.ts";
export { createRandom, type Random } from "../../base/random.ts";
export type { Alignment } from "../../base/text.ts";
export type { Audio, Mixing } from "../../data/audio/audio_format.ts";
export { readAudio } from "../../data/audio/read_audio.ts";
export {
  type Clip,
  type Corpus,
  type CorpusKind,
  type OfficialPart,
  type Protocol,
  protocols,
  type Split,
} from "../../data/corpus.ts";
export type { FindOptions } from "../../data/find_corpus.ts";
export type { FoldRow, FoldTable } from "../../data/splits/fold_table.ts";
export {
  type AlsoInTraining,
  alsoInTraining,
  splitCorpus,
  splitFolds,
  type SplitOptions,
} from "../../data/splits/split_corpus.ts";

/** As in src/data/find_corpus.ts; the clips show themselves. */
export async function findCorpus(id: string, options?: FindOptions): Promise<Corpus | undefined> {
  const corpus = await findPlainly(id, options);
  return corpus && richCorpus(corpus);
}

/** As in src/data/find_corpus.ts; the clips show themselves. */
export async function requireCorpus(id: string, options?: FindOptions): Promise<Corpus> {
  return richCorpus(await requirePlainly(id, options));
}
