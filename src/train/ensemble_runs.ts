import { join } from "node:path";
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { readSplit } from "../data/splits/split_file.ts";
import { applyTemperature, fitTemperature } from "../metrics/calibration.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import {
  type Knowledge,
  knowledgeTitles,
  type MetricsLine,
  mostKnown,
} from "../metrics/knowledge.ts";
import { loadPart } from "./examples.ts";
import { calibrated, calibrationFor } from "./judge.ts";
import { openModel } from "./predict.ts";
import { lineWith, type Predictions, readPredictions } from "./predictions.ts";
import {
  readRun,
  refuseOtherData,
  requireFinishedRun,
  type RunCorpus,
  type RunDescription,
} from "./runs.ts";
import { withProgress } from "./test_time_augmentation.ts";

/** The parts that an ensemble can be judged on. */
export const ensembleParts = ["test", "validation"] as const;

/** How runs are put together. */
export interface EnsembleOptions {
  /**
   * "test" by default, as the runs stored it. "validation" predicts the validation set anew, to
   * choose members by it; needs the data.
   */
  part?: typeof ensembleParts[number];
  /** True fits each network's temperature on its own validation set first; needs the data. */
  temperature?: boolean;
  /**
   * What is known of the tested speakers; by default the least that all networks can do with. Each
   * network uses as much of it as it can.
   */
  knowledge?: Knowledge;
  dataRoot?: string;
  quiet?: boolean;
  signal?: AbortSignal;
}

/** One network of an ensemble. */
interface EnsembleMember {
  folder: string;
  /** Fitted on the run's validation set; 1 where none was requested. */
  temperature: number;
  metrics: Metrics;
  /** See RunDescription; what was predicted anew, on the validation set, is measured. */
  claimed?: true;
}

/** What was found on the part that all members have. */
export interface Ensemble {
  corpus: RunCorpus;
  part: typeof ensembleParts[number];
  /** What its figures take to be known of the part's speakers. */
  knowledge: Knowledge;
  members: EnsembleMember[];
  metrics: Metrics;
  /** Of the ensemble; clips in the order of their ids. */
  predictions: Predictions;
}

/**
 * The mean of the members' probabilities on the part's clips (Lakshminarayanan et al. 2017, "Simple
 * and Scalable Predictive Uncertainty Estimation using Deep Ensembles", section 2.4). All must have
 * the very same clips there, for a clip that one is tested on may be one that another was trained
 * on: runs of other networks with the same seed do, runs of other seeds only where the protocol's
 * fold decides what is tested.
 *
 * Throws UserError for fewer than two runs, for unfinished ones and where corpora, classes or parts
 * differ; on the validation set and with `temperature` also for missing or changed data; and for
 * both at once, for a temperature cannot be judged on the clips it was fitted on.
 *
 * @example
 * ```ts
 * const { metrics } = await ensembleRuns(["runs/turev-…-seed1-8a1f", "runs/turev-…-seed2-93c0"]);
 * ```
 */
export async function ensembleRuns(
  folders: readonly string[],
  options: EnsembleOptions = {},
): Promise<Ensemble> {
  if (new Set(folders).size < Math.max(folders.length, 2)) {
    throw new UserError(
      `Expected two or more different runs, but found ${folders.join(", ") || "none"}`,
    );
  }
  const { part = "test" } = options;
  if (part === "validation" && options.temperature) {
    throw new UserError(
      "Expected either the validation set or temperatures, which are fitted on it, but found both",
    );
  }
  const runs = await Promise.all(folders.map(readRun));
  const lines = await linesOf(folders, options.knowledge);
  const predicted: Predictions[] = [];
  for (const [index, run] of runs.entries()) {
    predicted.push(byId(
      part === "test"
        ? await readPredictions(run.folder, lines[index].predictions)
        : await predictValidation(run, lines[index].knowledge, options),
    ));
  }
  runs.forEach((run, index) => refuseOthers(part, run, predicted[index], runs[0], predicted[0]));
  const [{ ids, labels, classes }] = predicted;
  const members: EnsembleMember[] = [];
  const mean = new Float64Array(ids.length * classes.length);
  for (const [index, run] of runs.entries()) {
    const temperature = options.temperature
      ? await temperatureOf(run, lines[index].knowledge, options)
      : 1;
    const { probabilities } = predicted[index];
    const scaled = applyTemperature(probabilities, temperature, classes.length);
    scaled.forEach((value, at) => mean[at] += value / runs.length);
    const metrics = evaluatePredictions(scaled, labels, classes);
    const claimed = part === "test" && run.claimed ? { claimed: run.claimed } : {};
    members.push({ folder: run.folder, temperature, metrics, ...claimed });
  }
  return {
    corpus: runs[0].corpus,
    part,
    knowledge: mostKnown(lines),
    members,
    metrics: evaluatePredictions(mean, labels, classes),
    predictions: { ids, labels, classes, probabilities: mean },
  };
}

/** Of each run the line that uses most of `knowledge`. Throws UserError where one needs more. */
async function linesOf(
  folders: readonly string[],
  knowledge?: Knowledge,
): Promise<MetricsLine[]> {
  const runs = await Promise.all(folders.map(requireFinishedRun));
  const wanted = knowledge ?? mostKnown(runs.map(({ metrics }) => metrics));
  return runs.map(({ folder, metrics }) => {
    const line = lineWith(metrics.lines, wanted);
    if (line) return line;
    throw new UserError(
      `Expected figures of ${folder} with ${knowledgeTitles[wanted]}, but it has them only with ` +
        knowledgeTitles[metrics.knowledge],
    );
  });
}

function byId({ ids, labels, classes, probabilities }: Predictions): Predictions {
  const order = [...ids.keys()].sort((a, b) => ids[a] < ids[b] ? -1 : 1);
  const width = classes.length;
  return {
    ids: order.map((row) => ids[row]),
    labels: order.map((row) => labels[row]),
    classes,
    probabilities: Float64Array.from(
      { length: probabilities.length },
      (_, at) => probabilities[order[Math.floor(at / width)] * width + at % width],
    ),
  };
}

function refuseOthers(
  part: Ensemble["part"],
  run: RunDescription,
  predicted: Predictions,
  firstRun: RunDescription,
  first: Predictions,
): void {
  const isSame = run.config.corpus === firstRun.config.corpus &&
    predicted.classes.join("\n") === first.classes.join("\n") &&
    predicted.ids.join("\n") === first.ids.join("\n");
  if (isSame) return;
  const judged = part === "test" ? "tested" : "validated";
  throw new UserError(
    `Expected ${run.folder} to be ${judged} on the very clips that ${firstRun.folder} is ` +
      `${judged} on, but they differ; take runs of one corpus and protocol with the same fold or ` +
      "the same seed",
  );
}

/** The temperature that fits the run's validation set, which neither trains nor tests it. */
async function temperatureOf(
  run: RunDescription,
  knowledge: Knowledge,
  options: EnsembleOptions,
): Promise<number> {
  const { probabilities, labels, classes } = await predictValidation(run, knowledge, options);
  return fitTemperature(probabilities, labels, classes.length);
}

/** Of the run's validation set, by the saved weights. */
async function predictValidation(
  run: RunDescription,
  knowledge: Knowledge,
  options: EnsembleOptions,
): Promise<Predictions> {
  const { folder, config, normaliser } = run;
  if (config.training.refit) {
    throw new UserError(
      `Expected ${folder} to have clips that its network did not learn from, but it was trained ` +
        "again on its validation set (refit)",
    );
  }
  const corpus = await requireCorpus(config.corpus, options);
  await refuseOtherData(folder, corpus);
  const split = await readSplit(join(folder, "split.json"), corpus);
  const opened = await openModel(run);
  try {
    const { quiet, signal } = options;
    const model = withProgress(opened, config, {
      ...{ title: `${folder}, validation set`, quiet, signal },
    });
    const { features } = config;
    const how = { ...options, part: "validation", knowledge } as const;
    const examples = await loadPart(corpus, split.validation, { features, normaliser }, how);
    const probabilities = calibrated(
      await model.predict(examples),
      calibrationFor(run.calibration, knowledge),
      run.corpus.classes.length,
    );
    const { ids, labels } = examples;
    return { ids, labels, classes: run.corpus.classes, probabilities };
  } finally {
    opened.dispose();
  }
}
