/**
 * Training on FER+'s votes instead of FER2013's labels: each training picture's target is the
 * distribution of its votes (Barsoum et al. 2016, arXiv 1608.01041, section 4.4, "cross-entropy
 * loss"), and epochs are chosen by the majority's labels on the validation set. The test set keeps
 * FER2013's own labels; tables also score it by the majority's.
 */
import { argMax } from "../base/statistics.ts";
import { UserError } from "../base/user_error.ts";
import type { Corpus, Split } from "../data/corpus.ts";
import { ferPlusLabels, readFerPlus, voteShares } from "../data/fer_plus.ts";
import { type Examples, loadExamples, type LoadOptions, type SplitExamples } from "./examples.ts";
import type { RunConfig } from "./run_config.ts";

/** As {@link loadExamples}, with FER+'s labels where the configuration says so. */
export async function loadLabelled(
  corpus: Corpus,
  split: Split,
  { features, voted }: Pick<RunConfig, "features" | "voted">,
  options: LoadOptions,
): Promise<SplitExamples> {
  const examples = await loadExamples(corpus, split, features, options);
  return voted ? await withVotedLabels(examples, corpus) : examples;
}

/**
 * `examples` of `corpus` with FER+'s labels. Pictures on which most votes are for none of FER2013's
 * classes are left out of the training set, those without a majority of the validation set. Throws
 * UserError where the votes are not beside the data.
 */
export async function withVotedLabels(
  examples: SplitExamples,
  corpus: Pick<Corpus, "root" | "clips" | "classes" | "title">,
): Promise<SplitExamples> {
  const votes = await readFerPlus(corpus);
  if (votes === undefined) {
    throw new UserError(
      `Expected FER+'s votes beside the pictures of ${corpus.title} in ${corpus.root} (rows.csv, or ` +
        "fer2013new.csv for FER2013 as a table), but found none",
    );
  }
  const shares = new Map(examples.train.ids.flatMap((id) => {
    const found = votes.get(id);
    const own = found?.isReliable ? voteShares(found.votes, corpus.classes) : undefined;
    return own ? [[id, own] as const] : [];
  }));
  const majority = ferPlusLabels(corpus.clips, votes);
  const labelled = selectKnown(examples.train, shares);
  const train: Examples = {
    ...labelled,
    labels: labelled.ids.map((id) => argMax(shares.get(id)!)),
    targets: Float32Array.from(labelled.ids.flatMap((id) => shares.get(id)!)),
  };
  const known = selectKnown(examples.validation, majority);
  const validation = {
    ...known,
    labels: known.ids.map((id) => corpus.classes.indexOf(majority.get(id)!)),
  };
  for (const [part, { ids }] of Object.entries({ training: train, validation })) {
    if (ids.length > 0) continue;
    throw new UserError(`Expected FER+'s votes on the ${part} set of ${corpus.title}, found none`);
  }
  const parts = { train, validation, test: examples.test };
  return { ...examples, ...parts, under: (part) => parts[part] };
}

/** The rows whose ids are in `known`. */
function selectKnown(examples: Examples, known: ReadonlyMap<string, unknown>): Examples {
  const { ids, labels, data, sampleShape } = examples;
  const rows = ids.flatMap((id, row) => known.has(id) ? [row] : []);
  const size = sampleShape.reduce((product, length) => product * length, 1);
  const bytes = new Uint8Array(rows.length * size);
  rows.forEach((row, place) =>
    bytes.set(data.subarray(row * size, (row + 1) * size), place * size)
  );
  return {
    ids: rows.map((row) => ids[row]),
    labels: rows.map((row) => labels[row]),
    data: bytes,
    sampleShape,
  };
}
