/** Adaptation to new speakers from how they sound, without any label of theirs. */
import { join } from "node:path";
import { createRandom } from "../base/random.ts";
import { mean } from "../base/statistics.ts";
import { UserError } from "../base/user_error.ts";
import type { Corpus } from "../data/corpus.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { drawGroups, groupClips } from "../data/splits/groups.ts";
import { readSplit } from "../data/splits/split_file.ts";
import type { FeatureConfig } from "../dsp/feature_config.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import { clusterPurity, matchClusters } from "./clusters.ts";
import { ensembleRuns } from "./ensemble_runs.ts";
import { type Examples, loadExamples, type LoadOptions } from "./examples.ts";
import { lineWith, readPredictions } from "./predictions.ts";
import { predictionsHash, type TeacherPredictions } from "./pseudo_labels.ts";
import type { RunConfig } from "./run_config.ts";
import { readRun, refuseOtherData, requireFinishedRun } from "./runs.ts";
import { type RunResult, trainRun, type TrainRunOptions } from "./train_run.ts";

/** How networks are adapted. */
export interface AdaptOptions extends Omit<TrainRunOptions, "folder" | "teacher" | "pretrain"> {
  /**
   * One round each: the share of the clips of each predicted class. {@link defaultShares} by
   * default.
   */
  shares?: readonly number[];
  /** An unlabelled clip counts as so many labelled ones; {@link DEFAULT_REPEATS} by default. */
  repeats?: number;
  /** True has the first round learn from clusters; see {@link clusterPredictions}. */
  clusters?: boolean;
  /**
   * About so much of the test set is not learned from, see {@link heldOutClips}; none by default.
   */
  heldOut?: number;
  /** Makes a round's run elsewhere than in this process. */
  make?: (config: RunConfig, corpus: Corpus, teacher: TeacherPredictions) => Promise<RunResult>;
}

/** More and more of the unlabelled clips, as the networks get surer of them. */
export const defaultShares: readonly number[] = [0.25, 0.5, 0.75, 1];

/** An unlabelled clip counts more than a labelled one, for it is of the voice that matters. */
export const DEFAULT_REPEATS = 3;

/**
 * Class-balanced self-training (Zou et al. 2018, arXiv 1810.07911): the teachers' mean
 * probabilities label the test set's most confident clips, `config` is trained from the start on
 * the training set and these, then teaches the next round, which takes a larger share.
 * Transductive: each run's figures are of the very clips that it was adapted to, beside those held
 * out, of which heldOutMetrics tells. One run a round, the last one is the adapted network; what is
 * finished is not run again.
 *
 * Throws UserError as clipsToAdaptTo, ensembleRuns and trainRun do, and for a configuration with
 * another test set.
 *
 * @example
 * ```ts
 * const rounds = await adaptRuns([teacher.folder], teacher.config, { runsFolder: "runs" });
 * console.log(rounds.at(-1)!.metrics.accuracy);
 * ```
 */
export async function adaptRuns(
  teachers: readonly string[],
  config: RunConfig,
  options: AdaptOptions = {},
): Promise<RunResult[]> {
  const { shares = defaultShares, repeats = DEFAULT_REPEATS, ...others } = options;
  const { clusters, heldOut, make, ...runOptions } = others;
  if (shares.length === 0) throw new UserError("Expected at least one round, but found none");
  const corpus = options.corpus ??
    await requireCorpus(config.corpus, { ...options, recheck: true });
  const { predictions, kept } = await clipsToAdaptTo(teachers, corpus, {
    ...{ clusters, heldOut, seed: config.seed },
  });
  let teacher = clusters
    ? (await clusterPredictions(teachers, { ...runOptions, corpus, heldOut: kept })).predictions
    : withoutHeldOut(predictions, kept);
  const rounds: RunResult[] = [];
  for (const share of shares) {
    const pseudoLabelled = {
      ...{ from: predictionsHash(teacher), share, repeats },
      ...(heldOut === undefined ? {} : { heldOut }),
    };
    const adapted = { ...config, pseudoLabelled };
    const result = make
      ? await make(adapted, corpus, teacher)
      : await trainRun(adapted, { ...runOptions, corpus, teacher });
    teacher = withoutHeldOut(await readPredictions(result.folder), kept);
    rounds.push(result);
  }
  return rounds;
}

/** What is known before a round begins. */
interface AdaptableClips {
  /** The teachers' of the whole test set. */
  predictions: TeacherPredictions;
  /** The clips of it that are held out. */
  kept: Set<string>;
}

/**
 * What the runs say of their common test set, and which of its clips are held out. Throws UserError
 * where no clip is left to learn from, or fewer than classes although clusters are looked for, and
 * where a run is not finished.
 */
export async function clipsToAdaptTo(
  teachers: readonly string[],
  corpus: Corpus,
  { clusters, heldOut, seed }: Pick<AdaptOptions, "clusters" | "heldOut"> & { seed: number },
): Promise<AdaptableClips> {
  const predictions = await teacherPredictions(teachers);
  const kept = heldOut === undefined
    ? new Set<string>()
    : heldOutClips(corpus, predictions.ids, { share: heldOut, seed });
  refuseFewClips(teachers[0], predictions, kept, clusters);
  return { predictions, kept };
}

function refuseFewClips(
  folder: string,
  { ids, classes }: TeacherPredictions,
  heldOut: ReadonlySet<string>,
  clusters?: boolean,
): void {
  const left = ids.filter((id) => !heldOut.has(id)).length;
  const least = clusters ? classes.length : 1;
  if (left >= least) return;
  const what = clusters
    ? `${least} clips or more, one for each class, to look for clusters in`
    : "clips to adapt to";
  const beside = heldOut.size ? ` beside ${heldOut.size} that are held out` : "";
  throw new UserError(
    `Expected the test set of ${folder} to have ${what}, but found ${left || "none"}${beside}`,
  );
}

// Predictions of the test clips, clip by clip or by the speaker's clusters.

/**
 * The runs' ensemble predictions of their common test set, whose labels are not used.
 * Throws UserError where one is not finished.
 */
async function teacherPredictions(folders: readonly string[]): Promise<TeacherPredictions> {
  const knowledge = "unlabelled";
  if (folders.length > 1) return (await ensembleRuns(folders, { knowledge })).predictions;
  const { folder, metrics } = await requireFinishedRun(folders[0]);
  return await readPredictions(folder, lineWith(metrics.lines, knowledge)?.predictions);
}

/** Predictions by clusters. */
interface ClusterPredictions {
  predictions: TeacherPredictions;
  /**
   * Mean over the training speakers who spoke every emotion, see {@link clusterPurity}; null where
   * none did. It shows before any test label is seen whether clusters can be trusted.
   */
  trainingPurity: number | null;
}

/**
 * {@link matchClusters} of the test set's functionals, the first run's where it has some,
 * normalised per speaker, with the runs' ensemble predictions; clips that are `heldOut` belong to
 * no cluster. Throws UserError as ensembleRuns does, where the runs' test set has several speakers
 * or none that is known, or fewer clips than classes, and for missing or changed data.
 */
export async function clusterPredictions(
  folders: readonly string[],
  options: LoadOptions & Pick<AdaptOptions, "corpus" | "dataRoot"> & {
    heldOut?: ReadonlySet<string>;
  } = {},
): Promise<ClusterPredictions> {
  const teachers = await teacherPredictions(folders);
  const { config } = await readRun(folders[0]);
  if (config.protocol !== "speaker" || config.features === null) {
    throw new UserError(
      `Expected runs of the speaker protocol to look for a speaker's clusters, but ${folders[0]} ` +
        `is of ${config.protocol}`,
    );
  }
  refuseFewClips(folders[0], teachers, options.heldOut ?? new Set(), true);
  const corpus = options.corpus ?? await requireCorpus(config.corpus, options);
  await refuseOtherData(folders[0], corpus);
  const split = await readSplit(join(folders[0], "split.json"), corpus);
  const { train, validation, test } = await loadExamples(
    corpus,
    split,
    functionalsLike(config.features),
    options,
  );
  const speakers = new Map(corpus.clips.map(({ id, speaker }) => [id, speaker]));
  const purities = [train, validation].flatMap((part) => bySpeaker(part, speakers))
    .filter(({ labels }) => new Set(labels).size === corpus.classes.length)
    .map((part) => clusterPurity(part, corpus.classes.length, config.seed));
  return {
    predictions: matchClusters(without(test, options.heldOut), teachers, config.seed),
    trainingPurity: purities.length ? mean(purities) : null,
  };
}

/** The functionals of the runs; where they take frames, means and deviations of these. */
function functionalsLike(features: FeatureConfig): FeatureConfig {
  const { speakerViews: _, ...others } = features;
  const own = { ...others, frames: 1, normalisation: "perSpeaker" } as const;
  if (features.functionals) return own;
  if (features.kind === "voice") return { ...own, functionals: "voice" };
  return { ...own, functionals: "meanAndDeviation", withPitch: true };
}

type Part = Pick<Examples, "ids" | "data" | "labels">;

function bySpeaker({ ids, data, labels }: Part, speakers: Map<string, string>): Part[] {
  const rows = Map.groupBy(ids.keys(), (row) => speakers.get(ids[row])!);
  return [...rows.values()].map((own) => rowsOf({ ids, data, labels }, own));
}

function without(part: Part, heldOut: ReadonlySet<string> = new Set()): Part {
  return rowsOf(part, [...part.ids.keys()].filter((row) => !heldOut.has(part.ids[row])));
}

function rowsOf({ ids, data, labels }: Part, rows: readonly number[]): Part {
  const size = data.length / ids.length;
  return {
    ids: rows.map((row) => ids[row]),
    labels: rows.map((row) => labels[row]),
    data: Float32Array.from(
      rows.flatMap((row) => [...data.subarray(row * size, (row + 1) * size)]),
    ),
  };
}

// Clips of a speaker to whom networks are adapted that these never meet, labelled or not.

/** How clips are held out. */
interface HoldOut {
  /** About so many of the clips; above 0, below 1. */
  share: number;
  seed: number;
}

/**
 * The ids of `share` of the clips of `ids`, in whole texts where all texts are known, and never one
 * of two copies.
 */
export function heldOutClips(
  corpus: Corpus,
  ids: readonly string[],
  { share, seed }: HoldOut,
): Set<string> {
  const wanted = new Set(ids);
  const clips = corpus.clips.filter(({ id }) => wanted.has(id));
  const areKnown = clips.every(({ text }) => text !== "");
  const groups = groupClips(clips, ({ text, sha256 }) => areKnown ? text : sha256);
  return new Set(drawGroups(groups, share * clips.length, createRandom(seed, "held out")));
}

/** The predictions without those of `heldOut`. */
export function withoutHeldOut(
  { ids, classes, probabilities }: TeacherPredictions,
  heldOut: ReadonlySet<string>,
): TeacherPredictions {
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
