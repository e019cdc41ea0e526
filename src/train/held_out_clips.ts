/**
 * Clips of a speaker to whom networks are adapted that these never meet, labelled or not. In: a
 * corpus and a test part. Out: which clips are held out, and what a network makes of them.
 */
import { createRandom } from "../base/random.ts";
import type { Corpus } from "../data/corpus.ts";
import { drawGroups, groupClips } from "../data/splits/groups.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import type { Opinions } from "./pseudo_labels.ts";
import { readPredictions } from "./read_predictions.ts";
import type { RunResult } from "./train_run.ts";

/** How clips are held out. */
export interface HoldOut {
  /** About so many of the clips; above 0, below 1. */
  share: number;
  seed: number;
}

/** The ids of `share` of the clips of `ids`, in whole texts where all texts are known, and never one of two copies. */
export function heldOutClips(
  corpus: Corpus,
  ids: readonly string[],
  { share, seed }: HoldOut,
): Set<string> {
  const asked = new Set(ids);
  const clips = corpus.clips.filter(({ id }) => asked.has(id));
  const areKnown = clips.every(({ text }) => text !== "");
  const groups = groupClips(clips, ({ text, sha256 }) => areKnown ? text : sha256);
  return new Set(drawGroups(groups, share * clips.length, createRandom(seed, "held out")));
}

/** What is said of the other clips than `heldOut`. */
export function withoutHeldOut(
  { ids, classes, probabilities }: Opinions,
  heldOut: ReadonlySet<string>,
): Opinions {
  const rows = [...ids.keys()].filter((row) => !heldOut.has(ids[row]));
  const width = classes.length;
  return {
    ids: rows.map((row) => ids[row]),
    classes,
    probabilities: Float64Array.from(
      rows.flatMap((row) => [...probabilities.subarray(row * width, (row + 1) * width)]),
    ),
  };
}

/**
 * The metrics of an adapted run on the clips that were held out from its adaptation; undefined
 * where none were. Throws UserError as readPredictions does.
 */
export async function heldOutMetrics(
  { folder, config }: Pick<RunResult, "folder" | "config">,
  corpus: Corpus,
): Promise<Metrics | undefined> {
  const share = config.pseudoLabelled?.heldOut;
  if (share === undefined) return undefined;
  const { ids, classes, labels, probabilities } = await readPredictions(folder);
  const heldOut = heldOutClips(corpus, ids, { share, seed: config.seed });
  const adaptedTo = new Set(ids.filter((id) => !heldOut.has(id)));
  const others = withoutHeldOut({ ids, classes, probabilities }, adaptedTo);
  const labelOf = new Map(ids.map((id, row) => [id, labels[row]]));
  return evaluatePredictions(
    others.probabilities,
    others.ids.map((id) => labelOf.get(id)!),
    classes,
  );
}
