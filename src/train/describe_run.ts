/** The files that say what a run is. */
import { join } from "node:path";
import type { Environment } from "../base/describe_environment.ts";
import { writeFileWhole } from "../base/files.ts";
import type { Corpus, Split } from "../data/corpus.ts";
import { alsoInTraining } from "../data/splits/split_corpus.ts";
import { writeSplit } from "../data/splits/split_file.ts";
import type { FeatureConfig } from "../dsp/feature_config.ts";
import type { Normaliser } from "../dsp/normalise.ts";
import type { EpochRecord } from "./checkpoint.ts";
import type { SplitExamples } from "./examples.ts";
import type { CalibrationLine } from "./judge.ts";
import { type CardRun, MODEL_CARD, modelCard } from "./model_card.ts";
import type { Predictor } from "./predictor.ts";
import type { RunConfig } from "./run_config.ts";
import type { RunCorpus } from "./runs.ts";
import { lengthText } from "./sound_length.ts";

/** What is trained, and where. */
export interface RunPlace {
  folder: string;
  config: RunConfig;
  corpus: Corpus;
  split: Split;
}

/** A network at the end of its training. */
export interface TrainedNetwork {
  model: Pick<Predictor, "predict">;
  examples: SplitExamples;
  /** Of each kind of knowledge, on validation clips that were not learned from. */
  calibrations: CalibrationLine[];
  history: EpochRecord[];
  environment: Environment;
  /** Weights, moving averages included. */
  parameters: number;
}

/** Writes the model card, with the run's own metrics or, of a final run, those of other runs. */
export async function writeCard(
  { folder, config, corpus, split }: RunPlace,
  { history, environment, parameters }: TrainedNetwork,
  figures: Pick<CardRun, "metrics" | "groups" | "quoted">,
): Promise<void> {
  const card = modelCard({
    ...{ config, corpus: runCorpus(corpus), history, environment, parameters, ...figures },
    parts: partSizes(split),
    trainingDurations: trainingDurations(corpus, split),
    alsoInTraining: alsoInTraining(corpus, split),
  });
  await writeFileWhole(join(folder, MODEL_CARD), card);
}

interface DescribedRun {
  config: RunConfig;
  corpus: Corpus;
  split: Split;
  normaliser: Normaliser;
  environment: Environment;
}

/** Writes the files that say what the run is. */
export async function writeDescription(folder: string, described: DescribedRun): Promise<void> {
  const { config, corpus, split, normaliser, environment } = described;
  const json = (name: string, value: unknown) =>
    writeFileWhole(join(folder, name), JSON.stringify(value, null, 2) + "\n");
  await json("config.json", config);
  await writeSplit(join(folder, "split.json"), split);
  await json("normaliser.json", normaliser);
  await json("corpus.json", runCorpus(corpus));
  await json("environment.json", environment);
}

/** Seconds of the training set's clips. */
export function trainingDurations({ clips }: Corpus, { train }: Split): number[] {
  const trained = new Set(train);
  return clips.filter(({ id }) => trained.has(id)).map(({ durationS }) => durationS);
}

/**
 * How many frames clips are brought to, with a warning where much of the sound is cut; undefined for
 * functionals, which take clips of any length.
 */
export function lengthNote(
  durations: readonly number[],
  features: FeatureConfig,
): string | undefined {
  if (features.functionals) return undefined;
  const { text, isWarning } = lengthText(durations, features);
  return (isWarning ? "WARNING: " : "") + `${features.frames} frames a clip: ${text}` +
    (isWarning ? "; take more frames (features.frames in --config) to keep them" : "");
}

function partSizes({ train, validation, test }: Split) {
  return { train: train.length, validation: validation.length, test: test.length };
}

/** What a run keeps of its corpus. */
export function runCorpus({ id, title, classes, synthetic, kind }: Corpus): RunCorpus {
  return { id, title, classes, synthetic, kind };
}
