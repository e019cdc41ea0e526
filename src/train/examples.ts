/** What networks are trained on: samples of one shape with the numbers of their classes. */
import * as tf from "@tensorflow/tfjs-core";
import { UserError } from "../base/user_error.ts";
import type { Corpus, Split } from "../data/corpus.ts";
import { readFeatureTable } from "../data/feature_table.ts";
import { loadImages, type LoadImagesOptions } from "../data/images/load_images.ts";
import { extractFeatures } from "../dsp/extract_features.ts";
import type { FeatureConfig, FeatureSet } from "../dsp/feature_config.ts";
import {
  applyNormaliser,
  fitNormaliser,
  type Normaliser,
  type SpeakerOf,
  withSpeakers,
} from "../dsp/normalise.ts";
import { fitSpeakerNuisance } from "../dsp/speaker_nuisance.ts";
import { IMAGE_SIZE } from "../facecnn/grey_image.ts";
import type { Knowledge } from "../metrics/knowledge.ts";

/** Samples and labels, row by row. */
export interface Examples {
  /** Of the clips, one a row. */
  ids: string[];
  /** Class numbers. */
  labels: number[];
  /** What training aims at instead of the labels, [row, class], each row summing to 1. */
  targets?: Float32Array;
  /** Who speaks, "" where unknown; absent where it does not matter. */
  speakers?: string[];
  /** Row to class, of clips by known speakers whose label the prediction may use; see withMixture. */
  given?: ReadonlyMap<number, number>;
  /** Rows of clips that are only predicted: nothing of their speakers is learned from them. */
  unheard?: ReadonlySet<number>;
  /** [row, ...sampleShape], row-major; whole numbers mean 255ths, as pixels do. */
  data: Float32Array | Uint8Array;
  /** Such as [time, freq]. */
  sampleShape: number[];
}

/** The examples in `rows` as a tensor [rows, ...sampleShape]; the caller disposes it. */
export function samplesTensor({ data, sampleShape }: Examples, rows: readonly number[]): tf.Tensor {
  const size = sampleShape.reduce((product, length) => product * length, 1);
  const [first] = rows;
  const values = rows.every((row, place) => row === first + place)
    // Neighbours need no gathering.
    ? data.subarray(first * size, (first + rows.length) * size)
    : gather(data, rows, size);
  return tf.tensor(
    values instanceof Uint8Array ? Float32Array.from(values, (value) => value / 255) : values,
    [rows.length, ...sampleShape],
    "float32",
  );
}

function gather<T extends Float32Array | Uint8Array>(
  data: T,
  rows: readonly number[],
  size: number,
): T {
  const length = rows.length * size;
  const gathered =
    (data instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length)) as T;
  rows.forEach((row, place) =>
    gathered.set(data.subarray(row * size, (row + 1) * size), place * size)
  );
  return gathered;
}

/** The rows of both, which are of one shape. */
function joinExamples(first: Examples, second: Examples): Examples {
  const data = new Float32Array(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return {
    ids: [...first.ids, ...second.ids],
    labels: [...first.labels, ...second.labels],
    ...(first.speakers && second.speakers
      ? { speakers: [...first.speakers, ...second.speakers] }
      : {}),
    data,
    sampleShape: first.sampleShape,
  };
}

/** The three parts and what they were normalised by. */
export interface SplitExamples {
  /** What weights are fitted to. */
  train: Examples;
  /** What epochs and configurations are chosen by. */
  validation: Examples;
  /** What figures are of. */
  test: Examples;
  /** Fitted to the training set; of speakers it knows those of training and validation. */
  normaliser: Normaliser;
  /**
   * A part as a network meets it that knows so much of its speakers; each clip once. `test` is what
   * it is with "unlabelled".
   */
  under(part: PartName, knowledge: Knowledge): Examples;
}

/** The parts of a split. */
export type PartName = "train" | "validation" | "test";

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
 * Features of the split's clips, normalised by the training set's mean and deviation, or as
 * `features.normalisation` says. Per speaker the training and validation sets are normalised by
 * their speakers' clips in these two parts, the test set by its speakers' clips in the test set,
 * also where a speaker is in both sets: in use, only the new clips of a speaker are known.
 * `features` is null for a table of precomputed features.
 * Throws UserError where audio features are asked of a table, or the reverse, and where clips are
 * to be normalised by speakers who are unknown.
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
    const parts = {
      train: await part(train),
      validation: await part(validation),
      test: await part(test),
    };
    // Pixels are only scaled to 0…1.
    const normaliser: Normaliser = { kind: "none", mean: [], deviation: [] };
    return { ...parts, normaliser, under: (name) => parts[name] };
  }
  const set = await featuresOf(corpus, [...train, ...validation, ...test], features, options);
  const { speakerPrior, speakerViews } = features ?? {};
  const fitted = fitNormaliser(
    set,
    train.map(rowIn(set)),
    features?.normalisation ?? "perBin",
    speakersOf(corpus),
    { knownRows: validation.map(rowIn(set)), speakerPrior, speakerViews },
  );
  const normaliser = features?.speakerNuisance === undefined
    ? fitted
    : withNuisance(corpus, selectRows(set, train), fitted, features.speakerNuisance);
  const under = (part: PartName, knowledge: Knowledge) =>
    examplesOf(corpus, selectRows(set, split[part]), normaliser, { part, knowledge });
  const learned = (part: PartName) =>
    features?.speakerViews
      ? joinExamples(under(part, "unlabelled"), under(part, "nothing"))
      : under(part, "unlabelled");
  return {
    train: learned("train"),
    validation: learned("validation"),
    test: under("test", "unlabelled"),
    normaliser,
    under,
  };
}

/** The normaliser that also takes out what the training clips `set` tell of their speakers. */
function withNuisance(
  corpus: Corpus,
  set: FeatureSet,
  normaliser: Normaliser,
  strength: number,
): Normaliser {
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const labels = set.ids.map((id) => {
    const { label, speaker } = clips.get(id)!;
    if (speaker) return { label: corpus.classes.indexOf(label), speaker };
    throw new UserError(
      `Expected every clip to name its speaker for speakerNuisance, but ${id} does not`,
    );
  });
  const nuisance = fitSpeakerNuisance(applyNormaliser(set, normaliser), labels, strength);
  return { ...normaliser, nuisance };
}

/** What is loaded, and how it is met. */
interface PartOptions extends LoadOptions {
  /** Those of the test set are known by the part itself, others by the run. */
  part: PartName;
  /** "unlabelled" by default; it matters for features that are normalised per speaker. */
  knowledge?: Knowledge;
}

/**
 * The clips `ids` of `corpus`, a part of its split, normalised as a run was before.
 * Throws UserError as {@link loadExamples} does.
 */
export async function loadPart(
  corpus: Corpus,
  ids: string[],
  { features, normaliser }: { features: FeatureConfig | null; normaliser: Normaliser },
  { part, knowledge = "unlabelled", ...options }: PartOptions,
): Promise<Examples> {
  if (corpus.kind === "images") return await imageExamples(corpus, ids, options);
  const set = await featuresOf(corpus, ids, features, options);
  return examplesOf(corpus, selectRows(set, ids), normaliser, { part, knowledge });
}

/** Features of the clips `ids` in their order, not normalised. Throws as {@link loadExamples}. */
export async function loadFeatures(
  corpus: Corpus,
  ids: string[],
  features: FeatureConfig,
  options: LoadOptions = {},
): Promise<FeatureSet> {
  return selectRows(await featuresOf(corpus, ids, features, options), ids);
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

/** The clips of `set` are those of one part. */
function examplesOf(
  corpus: Corpus,
  set: FeatureSet,
  normaliser: Normaliser,
  { part, knowledge }: { part: PartName; knowledge: Knowledge },
): Examples {
  const labels = new Map(
    corpus.clips.map((clip) => [clip.id, corpus.classes.indexOf(clip.label)]),
  );
  const { ids } = set;
  const speakerOf = speakersOf(corpus);
  const { data, shape: [, frames, bins] } = knowledge === "nothing"
    ? applyNormaliser(set, normaliser)
    : applyNormaliser(
      set,
      part === "test" ? withSpeakers(normaliser, set, speakerOf) : normaliser,
      speakerOf,
    );
  return {
    ids,
    labels: ids.map((id) => labels.get(id)!),
    speakers: ids.map(speakerOf),
    data,
    sampleShape: corpus.kind === "features" ? [bins] : [frames, bins],
  };
}

function selectRows(set: FeatureSet, ids: string[]): FeatureSet {
  return featureRows(set, ids.map(rowIn(set)));
}

/** Those `rows` of `set`, in their order. */
export function featureRows(
  { ids, data, shape: [, frames, bins] }: FeatureSet,
  rows: readonly number[],
): FeatureSet {
  const size = frames * bins;
  const selected = new Float32Array(rows.length * size);
  rows.forEach((row, at) => selected.set(data.subarray(row * size, (row + 1) * size), at * size));
  return { ids: rows.map((row) => ids[row]), data: selected, shape: [rows.length, frames, bins] };
}

// In: a corpus of pictures and which of them. Out: examples [row, size, size, 1] for a network.

/** Grey pixels, 0 to 255, in memory that threads can share. */
async function imageExamples(
  corpus: Corpus,
  ids: string[],
  options: LoadImagesOptions = {},
): Promise<Examples> {
  const clips = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const wanted = ids.map((id) => clips.get(id)!);
  const { pixels } = await loadImages(wanted, { ...options, size: IMAGE_SIZE });
  return {
    ids,
    labels: wanted.map(({ label }) => corpus.classes.indexOf(label)),
    data: pixels,
    sampleShape: [IMAGE_SIZE, IMAGE_SIZE, 1],
  };
}
