/** In: how many speakers, texts and takes. Out: a corpus in memory, without files. */
import { sha256 } from "../../base/files.ts";
import type { Clip, Corpus } from "../corpus.ts";

/** Sizes of a made corpus. */
export interface MadeSizes {
  classes: number;
  speakers: number;
  texts: number;
  takes: number;
}

/**
 * A corpus with one clip for each class, speaker, text and take; officially every fourth is for
 * test and the others for training.
 */
export function madeCorpus({ classes, speakers, texts, takes }: MadeSizes): Corpus {
  const names = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  const clips: Clip[] = [];
  for (const label of names(classes, "class")) {
    for (const speaker of names(speakers, "speaker")) {
      for (const text of names(texts, "text")) {
        for (const repetition of names(takes, "take")) {
          const id = [label, speaker, text, repetition].join("/");
          const content = {
            part: clips.length % 4 === 3 ? "test" as const : "train" as const,
            sha256: sha256(id),
            durationS: 1,
            sampleRateHz: 16_000,
          };
          clips.push({ id, path: `/${id}.wav`, label, speaker, text, repetition, ...content });
        }
      }
    }
  }
  clips.sort((a, b) => (a.id < b.id ? -1 : 1));
  const head = { id: "made", title: "Made", classes: names(classes, "class") };
  return { ...head, clips, kind: "audio", synthetic: true, root: "/" };
}
