/** What a corpus, a clip and a split are: the shapes that every other part shares. */
import { sha256 } from "../base/files.ts";
import type { FoldTable } from "./splits/fold_table.ts";

/** Which part the publication of a corpus puts a clip into; "" where it names none. */
export type OfficialPart = "train" | "validation" | "test" | "";

/** What is known of a speaker as a person; what is absent is not known. */
export interface SpeakerTraits {
  /** "female" or "male", or as the corpus says it. */
  sex?: string;
  /** Years, such as "26", or what the corpus tells instead, such as "child". */
  age?: string;
}

/** One recording or picture (or one row of a table of them) with what is known about it. */
export interface Clip extends SpeakerTraits {
  /** Unique in its corpus and stable across machines: the path below the root without extension. */
  id: string;
  /** Absolute path of the file; for a row of a table, the table's path. */
  path: string;
  /** One of the corpus's classes. */
  label: string;
  /** Who speaks or is shown; "" where unknown. */
  speaker: string;
  /** The word or sentence spoken, as the corpus codes it; "" where unknown. */
  text: string;
  /** Which take of the same text by the same speaker; "" where unknown. */
  repetition: string;
  /** The part that the publication puts it into; "" where there are no official sets. */
  part: OfficialPart;
  /** SHA-256 of the file's bytes (of the row's text for a table). */
  sha256: string;
  /** Duration in seconds; 0 for a row of a table and for a picture. */
  durationS: number;
  /** Sampling rate in hertz; 0 for a row of a table and for a picture. */
  sampleRateHz: number;
}

/** What the clips of a corpus are. */
export type CorpusKind = "audio" | "images" | "features";

/** A set of labelled clips found on this machine. */
export interface Corpus {
  /** "turev", "fer2013" and so on (see registry.ts), or the id of a described corpus. */
  id: string;
  /** The name in the literature, such as "TurEV-DB". */
  title: string;
  /** Class names in the order of the network's outputs. */
  classes: string[];
  /** Sorted by id. */
  clips: Clip[];
  /** Whether clips are recordings, pictures or rows of precomputed features. */
  kind: CorpusKind;
  /** True for generated data: all that is made from it must say SYNTHETIC. */
  synthetic: boolean;
  /** The folder it was found in. */
  root: string;
  /** Published folds that came in by a table; see fold_table.ts. */
  folds?: FoldTable;
}

/** How clips are divided, as commands name it; see the function of each in splits. */
export const protocols = [
  "paper",
  "speaker",
  "text",
  "repetition",
  "official",
  "speakerFolds",
  "textFolds",
  "speakerTextFolds",
  "crossCorpus",
  "emobox",
  "published",
] as const;

/** See {@link protocols}. */
export type Protocol = typeof protocols[number];

/** Training, validation and test sets by clip id, under a named protocol. */
export interface Split {
  /** The corpus's id. */
  corpus: string;
  /** What the test set does not share with training. */
  protocol: Protocol;
  /** Of the random numbers that it was drawn by. */
  seed: number;
  /** For protocols with folds, what is held out, such as the speaker; "" otherwise. */
  fold: string;
  /** Ids of the clips that weights are fitted to. */
  train: string[];
  /** Ids of the clips that choose epochs and configurations. */
  validation: string[];
  /** Ids of the clips that figures are of. */
  test: string[];
}

/**
 * SHA-256 over the sorted ids, labels and content hashes of the clips: the same on every machine
 * that has the same data, and another one where a single clip differs.
 */
export function dataHash({ clips }: Pick<Corpus, "clips">): string {
  const lines = clips.map((clip) => JSON.stringify([clip.id, clip.label, clip.sha256]));
  return sha256(lines.sort().join("\n"));
}
