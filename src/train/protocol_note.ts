/** In: how a run's clips were divided. Out: what that hides or ensures, in words. */
import type { Protocol } from "../data/corpus.ts";

/**
 * One phrase on what the protocol's figures are worth.
 *
 * @example
 * ```ts
 * protocolNote({ protocol: "speaker", fold: "1157" }); // "speaker 1157 is tested and in no …"
 * ```
 */
export function protocolNote(
  { protocol, fold }: { protocol: Protocol; fold: string },
): string {
  const notes: Record<Protocol, string> = {
    paper: "random split: speakers and words are on both sides",
    speaker: `speaker ${fold} is tested and in no other part`,
    text: "no word or sentence is in two parts; speakers are",
    repetition: "takes of one utterance are in one part; speakers and words are in several",
    official: "the publishers' own test part",
    speakerFolds: `fold ${fold} of whole speakers: none is in two parts`,
    textFolds: `fold ${fold} of whole words or sentences: none is in two parts; speakers are`,
    speakerTextFolds: `fold ${fold}: no speaker and no word or sentence is both trained and tested`,
    emobox: `EmoBox's published fold ${fold}: all speakers and most words are on both sides`,
    crossCorpus: `the corpus ${fold} is tested and in no other part`,
  };
  return notes[protocol];
}
