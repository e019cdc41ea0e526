/** In: a corpus, a split and the features wanted. Out: normalised training, validation and test. */
import type { Corpus, Split } from "../data/corpus.ts";
import { readFeatureTable } from "../data/feature_table.ts";
import { extractFeatures } from "../dsp/extract_features.ts";
import type { FeatureConfig, FeatureSet } from "../dsp/feature_config.ts";
import {
  applyNormaliser,
  fitNormaliser,
  type Normaliser,
  type SpeakerOf,
} from "../dsp/normalise.ts";
import { UserError } from "../base/user_error.ts";
import type { Examples } from "./examples.ts";
import { imageExamples } from "./image_examples.ts";

/** The three parts and what they were normalised by. */
export interface SplitExamples {
  /** What weights are fitted to. */
  train: Examples;
  /** What epochs and configurations are chosen by. */
  validation: Examples;
  /** What figures are of. */
  test: Examples;
  /** Fitted to the training part. */
  normaliser: Normaliser;
}

/** How features are found. */
export interface LoadOptions {
  /** Whether progress is not shown. */
  quiet?: boolean;
  /** Ends the loading. */
  signal?: AbortSignal;
  /** False neither reads nor writes the cache of features. */
  cache?: boolean;
}

/**
 * Features of the split's clips, normalised by the training part's mean and deviation, or as
 * `features.normalisation` says. `features` is null for a table of precomputed features.
 * Throws UserError where audio features are asked of a table, or the reverse, and where clips are to
 * be normalised by speakers who are unknown.
 */
export async function loadExamples(
  corpus: Corpus,
  split: Split,
  features: FeatureConfig | null,
  options: LoadOptions = {},
): Promise<SplitExamples> {
  const { train, validation, test } = split;
  if (corpus.kind === "images") {
    const part = (ids: string[]) => imageExamples(corpus, ids, options);
    return {
      train: await part(train),
      validation: await part(validation),
      test: await part(test),
      // Pixels are only scaled to 0…1.
      normaliser: { kind: "none", mean: [], deviation: [] },
    };
  }
  const set = await featuresOf(corpus, [...train, ...validation, ...test], features, options);
  const normaliser = fitNormaliser(
    set,
    train.map(rowIn(set)),
    features?.normalisation ?? "perBin",
    speakersOf(corpus),
  );
  const part = (ids: string[]) => examplesOf(corpus, set, ids, normaliser);
  return { train: part(train), validation: part(validation), test: part(test), normaliser };
}

/**
 * The clips `ids` of `corpus` alone, normalised as a run was before.
 * Throws UserError as {@link loadExamples} does.
 */
export async function loadPart(
  corpus: Corpus,
  ids: string[],
  { features, normaliser }: { features: FeatureConfig | null; normaliser: Normaliser },
  options: LoadOptions = {},
): Promise<Examples> {
  if (corpus.kind === "images") return await imageExamples(corpus, ids, options);
  const set = await featuresOf(corpus, ids, features, options);
  return examplesOf(corpus, set, ids, normaliser);
}

/** Features of at least the clips `ids`, not normalised. */
async function featuresOf(
  corpus: Corpus,
  ids: string[],
  features: FeatureConfig | null,
  options: LoadOptions,
): Promise<FeatureSet> {
  if ((corpus.kind === "features") !== (features === null)) {
    throw new UserError(
      `Expected ${corpus.title} to be ${features ? "audio" : "a table of features"}, ` +
        `but it is ${features ? "a table of features" : "audio"}`,
    );
  }
  if (features === null) return await table(corpus);
  const wanted = new Set(ids);
  const clips = corpus.clips.filter((clip) => wanted.has(clip.id));
  return await extractFeatures(clips, features, options);
}

/** A table's rows as features of one frame. */
async function table(corpus: Corpus): Promise<FeatureSet> {
  const { ids, values, columns } = await readFeatureTable(corpus.clips[0].path);
  return { ids, data: values, shape: [ids.length, 1, columns.length] };
}

/** Who speaks in a clip of `corpus`. */
function speakersOf({ clips }: Corpus): SpeakerOf {
  const speakers = new Map(clips.map(({ id, speaker }) => [id, speaker]));
  return (id) => speakers.get(id)!;
}

/** The row of a clip in `set`. */
function rowIn({ ids }: FeatureSet): (id: string) => number {
  const rows = new Map(ids.map((id, row) => [id, row]));
  return (id) => rows.get(id)!;
}

function examplesOf(
  corpus: Corpus,
  set: FeatureSet,
  ids: string[],
  normaliser: Normaliser,
): Examples {
  const labels = new Map(
    corpus.clips.map((clip) => [clip.id, corpus.classes.indexOf(clip.label)]),
  );
  const [, frames, bins] = set.shape;
  const { data } = applyNormaliser(selectRows(set, ids), normaliser, speakersOf(corpus));
  return {
    ids,
    labels: ids.map((id) => labels.get(id)!),
    data,
    sampleShape: corpus.kind === "features" ? [bins] : [frames, bins],
  };
}

function selectRows(set: FeatureSet, ids: string[]): FeatureSet {
  const [, frames, bins] = set.shape;
  const size = frames * bins;
  const data = new Float32Array(ids.length * size);
  ids.map(rowIn(set)).forEach((row, place) =>
    data.set(set.data.subarray(row * size, (row + 1) * size), place * size)
  );
  return { ids, data, shape: [ids.length, frames, bins] };
}
