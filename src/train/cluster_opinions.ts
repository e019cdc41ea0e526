/**
 * What networks say of the clips they are tested on, clip by clip or by the speaker's clusters. In:
 * finished runs with one test part. Out: probabilities, and how well clusters can be trusted.
 */
import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { readSplit } from "../data/splits/split_file.ts";
import type { FeatureConfig } from "../dsp/feature_config.ts";
import { ensembleRuns } from "./ensemble_runs.ts";
import { refuseOtherData } from "./evaluate_run.ts";
import type { Examples } from "./examples.ts";
import { loadExamples, type LoadOptions } from "./load_examples.ts";
import { clusterPurity, matchClusters } from "./match_clusters.ts";
import type { Opinions } from "./pseudo_labels.ts";
import { lineWith, readPredictions } from "./read_predictions.ts";
import { readRun, requireFinishedRun } from "./read_run.ts";

/**
 * What the runs say together of their common test part, whose clips are at hand without labels.
 * Throws UserError where one is not finished.
 */
export async function opinionsOf(folders: readonly string[]): Promise<Opinions> {
  const knowledge = "unlabelled";
  if (folders.length > 1) return (await ensembleRuns(folders, { knowledge })).predictions;
  const { folder, metrics } = await requireFinishedRun(folders[0]);
  return await readPredictions(folder, lineWith(metrics.lines, knowledge)?.predictions);
}

/** What clusters say. */
export interface ClusterOpinions {
  opinions: Opinions;
  /**
   * Mean over the training speakers who spoke every emotion, see {@link clusterPurity}; null where
   * none did. It tells before any test label is seen whether clusters are worth following.
   */
  trainingPurity: number | null;
}

/**
 * {@link matchClusters} of the test part's functionals, the first run's where it has some, normalised
 * per speaker, with what the runs say together; clips that are `heldOut` belong to no cluster. Throws UserError as ensembleRuns does, where the runs' test part has several
 * speakers or none that is known, and for missing or changed data.
 */
export async function clusterOpinions(
  folders: readonly string[],
  options: LoadOptions & { dataRoot?: string; heldOut?: ReadonlySet<string> } = {},
): Promise<ClusterOpinions> {
  const teachers = await opinionsOf(folders);
  const { config } = await readRun(folders[0]);
  if (config.protocol !== "speaker" || config.features === null) {
    throw new UserError(
      `Expected runs of the speaker protocol to look for a speaker's clusters, but ${folders[0]} ` +
        `is of ${config.protocol}`,
    );
  }
  const corpus = await requireCorpus(config.corpus, options);
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
    opinions: matchClusters(without(test, options.heldOut), teachers, config.seed),
    trainingPurity: purities.length
      ? purities.reduce((sum, value) => sum + value, 0) / purities.length
      : null,
  };
}

/** The functionals of the runs; where they take frames, means and deviations of these. */
function functionalsLike(features: FeatureConfig): FeatureConfig {
  const { alsoAsStranger: _, speakerViews: _views, ...others } = features;
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
