/**
 * A study from its options to its final model, in one folder: study.json, journal.jsonl,
 * trials.csv, best.config.json, pictures, and the run of the best configuration under final/. An
 * interrupted study goes on where it was.
 */
import { join } from "node:path";
import { sha256 } from "../base/files.ts";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { counted } from "../base/terminal.ts";
import { UserError } from "../base/user_error.ts";
import type { StudyDefinition, StudyDefinitionInput } from "../bayesopt/journal.ts";
import { hasEnded, incumbent, type Trial } from "../bayesopt/trial.ts";
import { type Corpus, dataHash } from "../data/corpus.ts";
import { currentEngine, type EngineName, selectEngine } from "../engine/select_engine.ts";
import { type ExecutorChoice, openExecutor } from "../jobs/executor_choice.ts";
import { openJobs } from "../jobs/run_jobs.ts";
import { planRun, type RunPlan } from "../train/plan_run.ts";
import { usualModel } from "../train/network_config.ts";
import type { RunConfig } from "../train/run_config.ts";
import type { RunResult } from "../train/train_run.ts";
import { runStudy, startTuningProgress } from "./run_study.ts";
import { searchSpace } from "./search_space.ts";
import {
  bestConfig,
  type DescribedStudy,
  drawStudy,
  openTuning,
  studyFile,
  studyHead,
  writeDescription,
  writeTrials,
} from "./study_files.ts";
import { limitsText, subjectDetails, type TrialExecutor } from "./trial_task.ts";

/** Trials in a study, as paper S has calls of its optimiser (section 3). */
export const DEFAULT_TRIALS = 50;

/** What is tuned, how, and within which budget. */
export interface TuneOptions
  extends SearchOptions, Pick<RunPlan, "model" | "protocol" | "fold" | "configPath" | "changes"> {
  corpus: string;
  dataRoot?: string;
  engine?: EngineName;
  /** The study's folder; "runs/study-…" by default. */
  folder?: string;
  /** "new" refuses a study that exists, "resume" one that does not. */
  mode?: "new" | "resume" | "either";
  /** Trials in the whole study, {@link DEFAULT_TRIALS} by default. */
  trials?: number;
  /** No trial begins later than so many seconds after the start. */
  seconds?: number;
  epochsLimit?: number;
  trialSeconds?: number;
  /** Where trials and the final run are made; on this machine by default. */
  on?: ExecutorChoice;
  /** Trials at once, wherever they run: those of `on` by default, else 1. */
  workers?: number;
  /** Of each trial and of the final run; by default the cores, shared out on this machine. */
  threads?: number;
  /** Further options of sbatch. */
  slurm?: string;
  /** True also ends, on an abort, what runs on Slurm or waits in the queue. */
  cancel?: boolean;
  /** False leaves out the final model. */
  final?: boolean;
  /** Kept in study.json. */
  command?: string;
  quiet?: boolean;
  signal?: AbortSignal;
}

/** What a study found. */
export interface TuneResult {
  folder: string;
  corpus: DescribedStudy["corpus"];
  /** In which ways trials were shorter than the paper's. */
  reduced: string | undefined;
  trials: readonly Trial[];
  /** The space and how it was searched. */
  definition: StudyDefinition;
  best: Trial;
  /** The best configuration with all the epochs it proposed. */
  config: RunConfig;
  /** The final model's run, tested on the test set. */
  final: RunResult | undefined;
}

/**
 * Tunes a corpus's network on its training and validation sets, then trains the best configuration
 * and tests it once. Throws a UserError for missing data, options that make no study and where no
 * trial has finished; on an abort everything that ended is kept and the signal's reason is thrown.
 */
export async function tune(options: TuneOptions): Promise<TuneResult> {
  const { quiet = false, signal, dataRoot, slurm, cancel } = options;
  const described = await describe(options);
  const { folder, corpus, subject } = described;
  const { trials, definition } = await searchBest(described, options);
  const best = incumbent(trials);
  const config = bestConfig(subject, trials);
  if (best === undefined || config === undefined) {
    throw new UserError(`No trial has finished in ${folder}; ${studyFile.trials} says why`);
  }
  const reduced = limitsText(subject);
  const result = { folder, corpus, reduced, trials, definition, best, config };
  if (options.final === false) return { ...result, final: undefined };
  if (!quiet) console.error(`Training the best configuration, of trial ${best.number}`);
  const runsFolder = join(folder, studyFile.final);
  const current = currentEngine();
  const engine = { ...current, threads: options.threads ?? current.threads };
  const place: ExecutorChoice = options.on?.kind === "local" || !options.on
    ? { kind: "local", count: 1 }
    : options.on;
  const jobs = openJobs({
    ...{ engine, runsFolder, quiet, signal, cancel, again: resuming(options) },
    executor: (log) => openExecutor({ on: place, engine, runsFolder, dataRoot, slurm, log }),
  });
  const final = await jobs.run(config, corpus).finally(() => jobs.close());
  return { ...result, final };
}

/** Finds the corpus and fixes what is tuned. */
async function describe(
  options: TuneOptions,
): Promise<Omit<DescribedStudy, "definition"> & { corpus: Corpus }> {
  const { epochsLimit = null, trialSeconds = null } = options;
  requirePositive("--epochs-limit", epochsLimit, true);
  requirePositive("--trial-time", trialSeconds);
  requirePositive("--workers", trialsAtOnce(options), true);
  requirePositive("--threads", options.threads ?? 1, true);
  requirePositive("--trials", options.trials ?? DEFAULT_TRIALS, true);
  requirePositive("--time", options.seconds ?? null);
  const { config, corpus } = await planRun(options);
  const { threads } = options;
  const { engine, version } = await selectEngine({ engine: options.engine, threads });
  const { kind } = config.network;
  const model = kind === usualModel(corpus.kind) ? "" : kind;
  const name = ["study", corpus.id, model, config.protocol, config.fold, `seed${config.seed}`];
  const safe = name.filter(Boolean).join("-").replaceAll(/[^\p{L}\p{N}_.-]/gu, "_");
  return {
    folder: options.folder ?? join("runs", safe),
    corpus,
    subject: {
      ...{ config, data: dataHash(corpus), epochsLimit, trialSeconds },
      engine: { engine, version },
    },
  };
}

function requirePositive(flag: string, value: number | null, whole = false): void {
  if (value === null || (value > 0 && (!whole || Number.isInteger(value)))) return;
  const kind = whole ? "whole number above 0" : "number above 0";
  throw new UserError(`Expected ${flag} to be a ${kind}, but found ${value}`);
}

/** Runs what is left of the study's trials. */
async function searchBest(
  described: Omit<DescribedStudy, "definition">,
  options: TuneOptions,
): Promise<Pick<TuneResult, "trials" | "definition">> {
  const { folder, subject } = described;
  const { mode = "new", trials: total = DEFAULT_TRIALS, seconds: maxSeconds, quiet, signal } =
    options;
  const space = searchSpace(subject.config);
  const epochs = space.find(({ name }) => name === "epochs") as { high: number };
  const definition = {
    space,
    ...studySettings(options, Math.min(epochs.high, subject.epochsLimit ?? Infinity)),
    subject: subjectDetails(subject),
  };
  const study = await openTuning({ folder, definition, mode, maxTrials: total, maxSeconds });
  const complete: DescribedStudy = { ...described, definition: study.definition };
  try {
    const ended = study.trials.filter(hasEnded).length;
    if (ended < total) {
      await writeDescription(complete, { command: options.command, ...placeOf(options) });
      const progress = startTuningProgress({ trials: study.trials, total, quiet });
      try {
        const executor = await startExecutor(folder, options, progress.log);
        await runStudy({ study, executor, subject, signal, ...progress });
      } finally {
        progress.stop();
        await writeTrials(complete, study.trials);
      }
    }
    await writeTrials(complete, study.trials);
    await drawStudy(complete, study.trials);
    return { trials: study.trials, definition: study.definition };
  } catch (error) {
    if (error instanceof InterruptedError) {
      const ended = counted(study.trials.filter(hasEnded).length, "trial");
      console.error(
        `Interrupted after ${ended} of ${total}, kept in ${folder}; ${resuming(options)} goes on ` +
          "from here",
      );
    }
    throw error;
  } finally {
    await study.close();
  }
}

/** What goes on with a study that was interrupted. */
function resuming({ mode = "new" }: TuneOptions): string {
  return mode === "new" ? "the same command with --resume" : "the same command";
}

/** Trials at once. */
export function trialsAtOnce({ workers, on }: Pick<TuneOptions, "workers" | "on">): number {
  return workers ?? (on?.kind === "local" ? on.count : undefined) ?? 1;
}

/** Of each trial where it is not the queue's workers that say. */
function threadsOf({ threads, ...options }: TuneOptions): number {
  const sharing = options.on?.kind === "slurm" ? 1 : trialsAtOnce(options);
  return threads ?? Math.max(1, Math.floor(navigator.hardwareConcurrency / sharing));
}

/** Where trials run, as study.json tells it, without the queue's address and password. */
function placeOf(options: TuneOptions): Record<string, unknown> {
  const slots = trialsAtOnce(options);
  switch (options.on?.kind) {
    case "queue":
      return { queued: slots, queue: "PostgreSQL" };
    case "slurm":
      return { queued: slots, queue: "Slurm", threadsEach: threadsOf(options) };
    default:
      return { workers: slots, threadsEach: threadsOf(options) };
  }
}

/** Runs the study's trials; the code is loaded only where it is chosen. */
async function startExecutor(
  folder: string,
  options: TuneOptions,
  log: (line: string) => void,
): Promise<TrialExecutor> {
  const { on, engine = "auto", dataRoot, slurm, cancel } = options;
  const slots = trialsAtOnce(options);
  switch (on?.kind) {
    case "queue": {
      const { queueExecutor } = await import("./queue_executor.ts");
      const study = sha256(await studyHead(folder)).slice(0, 16);
      return await queueExecutor({ url: on.url, study, slots, cancel, log });
    }
    case "slurm": {
      const { slurmTrials } = await import("./slurm_trials.ts");
      const computes = { engine, threads: threadsOf(options) };
      const place = { runsFolder: folder, dataRoot, slurm, cancel };
      return slurmTrials({ ...place, engine: computes, slots, log });
    }
    default: {
      const { localExecutor, trainingProgram } = await import("./local_executor.ts");
      const program = trainingProgram({
        ...{ engine, threads: threadsOf(options), dataRoot, study: folder },
      });
      return localExecutor({ count: slots, program, log });
    }
  }
}

/** Where the next point comes from. */
export const strategies = ["bayesian", "random"] as const;
/** Which trials are stopped as hopeless. */
export const prunerKinds = ["none", "median", "hyperband"] as const;
/** How the points before the first model are spread. */
export const initialDesigns = ["sobol", "lhs", "random"] as const;

/** How the search goes. */
interface SearchOptions {
  /** "bayesian" by default. */
  strategy?: typeof strategies[number];
  /** "none" by default. */
  pruner?: typeof prunerKinds[number];
  /** "sobol" by default; for the Bayesian strategy. */
  initial?: typeof initialDesigns[number];
  /** 1 by default. */
  seed?: number;
}

/** Random search is a design that never ends: more points than any study has trials. */
const ENDLESS = 10_000;

/**
 * The definition's part that says how to search; `epochs` are the most that a trial may train.
 * Throws UserError where a design is given that the strategy does not use.
 */
function studySettings(
  { strategy = "bayesian", pruner = "none", initial, seed = 1 }: SearchOptions,
  epochs: number,
): Required<Pick<StudyDefinitionInput, "settings" | "pruner">> {
  if (strategy === "random" && initial !== undefined && initial !== "random") {
    throw new UserError(`Expected no design beside random search, but found ${initial}`);
  }
  const designs = { sobol: "sobol", lhs: "latinHypercube", random: "random" } as const;
  return {
    settings: strategy === "random"
      ? { seed, design: "random", initialPoints: ENDLESS }
      : { seed, design: designs[initial ?? "sobol"] },
    pruner: pruner === "hyperband" ? { kind: pruner, maxSteps: epochs } : { kind: pruner },
  };
}
