/**
 * One run from its config to its metrics, in one folder: config.json, split.json,
 * environment.json, normaliser.json, history.jsonl, best.safetensors, metrics.json,
 * predictions.csv. A finished run is not run again; an interrupted one goes on.
 */
import { join } from "node:path";
import { describeEnvironment } from "../base/describe_environment.ts";
import { writeFileWhole } from "../base/write_file_whole.ts";
import type { Corpus, Split } from "../data/corpus.ts";
import { dataHash } from "../data/data_hash.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { splitCorpus } from "../data/splits/split_corpus.ts";
import { splitHash } from "../data/splits/split_hash.ts";
import { writeSplit } from "../data/splits/write_split.ts";
import { currentEngine } from "../engine/select_engine.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import { buildNetwork } from "../unet/network_config.ts";
import type { EpochRecord } from "./checkpoint.ts";
import { fit, forgetCheckpoint } from "./fit.ts";
import { createLearner } from "./learner.ts";
import { loadExamples, type SplitExamples } from "./load_examples.ts";
import { predictionsCsv } from "./predictions_csv.ts";
import { readFinishedRun } from "./read_run.ts";
import { type RunConfig, runName } from "./run_config.ts";

/** Where and how a run is made. */
export interface TrainRunOptions {
  /** The folder of all runs; "runs" by default. */
  runsFolder?: string;
  dataRoot?: string;
  quiet?: boolean;
  signal?: AbortSignal;
  onEpoch?: (record: EpochRecord) => void | boolean | Promise<void | boolean>;
}

/** What a finished run found. */
export interface RunResult {
  /** The run's folder. */
  folder: string;
  config: RunConfig;
  corpus: Pick<Corpus, "id" | "title" | "classes" | "synthetic">;
  /** Scores on the test part. */
  metrics: Metrics;
  history: EpochRecord[];
}

/**
 * Makes the run of `config`, or reads it where it is finished already.
 * Throws UserError for missing data and configs that do not fit them; on an abort the run's
 * checkpoint is on the disk and the signal's reason is thrown.
 */
export async function trainRun(
  config: RunConfig,
  options: TrainRunOptions = {},
): Promise<RunResult> {
  const folder = join(options.runsFolder ?? "runs", runName(config));
  const finished = await readFinishedRun(folder);
  if (finished) return finished;
  const corpus = await requireCorpus(config.corpus, { dataRoot: options.dataRoot });
  const split = splitCorpus(corpus, config);
  const examples = await loadExamples(corpus, split, config.features, options);
  await describeRun(folder, config, corpus, split, examples);
  const { sampleShape } = examples.train;
  const network = buildNetwork(config.network, sampleShape, corpus.classes.length, config.seed);
  const learner = createLearner(network, { precision: config.training.precision });
  try {
    const { history } = await fit({
      ...options,
      ...examples,
      learner,
      config: config.training,
      seed: config.seed,
      folder,
      title: runTitle(config, corpus),
    });
    const { test } = examples;
    const probabilities = learner.predict(test);
    const metrics = evaluatePredictions(probabilities, test.labels, corpus.classes);
    await writeFileWhole(
      join(folder, "history.jsonl"),
      history.map((record) => JSON.stringify(record) + "\n").join(""),
    );
    await writeFileWhole(
      join(folder, "predictions.csv"),
      predictionsCsv(test, probabilities, corpus.classes),
    );
    // Last: a run with metrics is finished.
    await writeFileWhole(join(folder, "metrics.json"), JSON.stringify(metrics, null, 2) + "\n");
    await forgetCheckpoint(folder);
    return { folder, config, corpus, metrics, history };
  } finally {
    learner.dispose();
  }
}

/** How a run is named beside its progress bar. */
function runTitle({ protocol, fold, seed }: RunConfig, { title, synthetic }: Corpus): string {
  const name = synthetic ? "SYNTHETIC" : title;
  return [name, fold ? `${protocol} ${fold}` : protocol, `seed ${seed}`].join(" ");
}

async function describeRun(
  folder: string,
  config: RunConfig,
  corpus: Corpus,
  split: Split,
  { normaliser }: SplitExamples,
): Promise<void> {
  const json = (name: string, value: unknown) =>
    writeFileWhole(join(folder, name), JSON.stringify(value, null, 2) + "\n");
  await json("config.json", config);
  await writeSplit(join(folder, "split.json"), split);
  await json("normaliser.json", normaliser);
  await json("corpus.json", {
    id: corpus.id,
    title: corpus.title,
    classes: corpus.classes,
    synthetic: corpus.synthetic,
    kind: corpus.kind,
  });
  await json(
    "environment.json",
    await describeEnvironment({
      engine: currentEngine(),
      data: dataHash(corpus),
      split: splitHash(split),
    }),
  );
}
