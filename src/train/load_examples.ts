/** In: a corpus, a split and the features wanted. Out: normalised training, validation and test. */
import type { Corpus, Split } from "../data/corpus.ts";
import { readFeatureTable } from "../data/feature_table.ts";
import { extractFeatures } from "../dsp/extract_features.ts";
import type { FeatureConfig, FeatureSet } from "../dsp/feature_config.ts";
import { applyNormaliser, fitNormaliser, type Normaliser } from "../dsp/normalise.ts";
import { UserError } from "../base/user_error.ts";
import type { Examples } from "./examples.ts";

/** The three parts and what they were normalised by. */
export interface SplitExamples {
  train: Examples;
  validation: Examples;
  test: Examples;
  normaliser: Normaliser;
}

/** How features are found. */
export interface LoadOptions {
  quiet?: boolean;
  signal?: AbortSignal;
}

/**
 * Features of the split's clips, normalised by the training part's mean and deviation.
 * `features` is null for a table of precomputed features.
 * Throws UserError where audio features are asked of a table, or the reverse.
 */
export async function loadExamples(
  corpus: Corpus,
  split: Split,
  features: FeatureConfig | null,
  options: LoadOptions = {},
): Promise<SplitExamples> {
  if ((corpus.kind === "features") !== (features === null)) {
    throw new UserError(
      `Expected ${corpus.title} to be ${features ? "audio" : "a table of features"}, ` +
        `but it is ${features ? "a table of features" : "audio"}`,
    );
  }
  const set = features ? await extractSplit(corpus, split, features, options) : await table(corpus);
  const rowOf = new Map(set.ids.map((id, row) => [id, row]));
  const rows = (ids: string[]) => ids.map((id) => rowOf.get(id)!);
  const normaliser = fitNormaliser(set, rows(split.train), features?.normalisation ?? "perBin");
  const normalised = applyNormaliser(set, normaliser);
  const classOf = new Map(
    corpus.clips.map((clip) => [clip.id, corpus.classes.indexOf(clip.label)]),
  );
  const part = (ids: string[]): Examples => ({
    ids,
    labels: ids.map((id) => classOf.get(id)!),
    ...selectRows(normalised, rows(ids)),
  });
  return {
    train: part(split.train),
    validation: part(split.validation),
    test: part(split.test),
    normaliser,
  };
}

async function extractSplit(
  corpus: Corpus,
  split: Split,
  features: FeatureConfig,
  options: LoadOptions,
): Promise<FeatureSet> {
  const wanted = new Set([...split.train, ...split.validation, ...split.test]);
  return await extractFeatures(
    corpus.clips.filter((clip) => wanted.has(clip.id)),
    features,
    options,
  );
}

/** A table's rows as features of one frame. */
async function table(corpus: Corpus): Promise<FeatureSet> {
  const { ids, values, columns } = await readFeatureTable(corpus.clips[0].path);
  return { ids, data: values, shape: [ids.length, 1, columns.length] };
}

function selectRows({ data, shape: [, frames, bins] }: FeatureSet, rows: number[]) {
  const size = frames * bins;
  const selected = new Float32Array(rows.length * size);
  rows.forEach((row, place) =>
    selected.set(data.subarray(row * size, (row + 1) * size), place * size)
  );
  return { data: selected, sampleShape: frames === 1 ? [bins] : [frames, bins] };
}
