/** What is known of runs before and while they are made: for `--plan` and `--status`. */
import { join } from "node:path";
import { quantile } from "../base/statistics.ts";
import { type Corpus, dataHash } from "../data/corpus.ts";
import { listFolders } from "../data/files.ts";
import { modelOf } from "../train/network_config.ts";
import { type RunConfig, runName } from "../train/run_config.ts";
import { readTiming } from "../train/run_timing.ts";
import { readFinishedRun, readRun } from "../train/runs.ts";
import { runFolder } from "../train/train_run.ts";
import type { ExecutorChoice } from "./executor_choice.ts";
import { readProgress } from "./run_job.ts";

/** A run that is asked for. */
export interface WantedRun {
  config: RunConfig;
  corpus: Corpus;
}

/** Where a run is. */
export interface JobStatus {
  /** The run's name. */
  name: string;
  /** "waiting" in a queue or with Slurm; "asked" where nobody has been told of it yet. */
  state: "finished" | "running" | "waiting" | "asked" | "failed";
  /** Of a running one. */
  worker?: string;
  /** Milliseconds since 1970. */
  since?: number;
  /** Finished epochs, of at most so many. */
  epoch: number;
  epochs: number;
  /** That it takes, or took, from its beginning; undefined where no run is like it. */
  seconds?: number;
  /** Why it failed. */
  reason?: string;
  /** True where nothing but `train --weights` makes it, see RunConfig's `pretrained`. */
  pretrained?: true;
}

/**
 * The state of each run: from its folder, from the queue, and from Slurm's arrays. Throws UserError
 * where the queue cannot be reached.
 */
export async function jobStates(
  runs: readonly WantedRun[],
  { on, runsFolder }: { on: ExecutorChoice; runsFolder: string },
): Promise<JobStatus[]> {
  const estimate = await durations(runsFolder);
  const elsewhere = await statesElsewhere(runs, on, runsFolder);
  return await Promise.all(runs.map(async ({ config }): Promise<JobStatus> => {
    const name = runName(config);
    const folder = runFolder(config, runsFolder);
    const common = {
      ...{ name, epoch: 0, epochs: config.training.epochs },
      ...config.pretrained === undefined ? {} : { pretrained: true as const },
    };
    if (await readFinishedRun(folder).catch(() => undefined)) {
      const seconds = (await readTiming(folder).catch(() => undefined))?.seconds;
      return { ...common, state: "finished", ...seconds === undefined ? {} : { seconds } };
    }
    const seconds = estimate(config);
    const progress = await readProgress(folder);
    if (progress) {
      const { worker, epoch } = progress;
      const since = Date.parse(progress.since);
      return { ...common, state: "running", worker, epoch, since, seconds };
    }
    return { ...common, state: "asked", seconds, ...elsewhere.get(name) };
  }));
}

async function statesElsewhere(
  runs: readonly WantedRun[],
  on: ExecutorChoice,
  runsFolder: string,
): Promise<Map<string, Partial<JobStatus>>> {
  if (on.kind === "queue") {
    const { queueStates } = await import("./queue_jobs.ts");
    const jobs = new Map(runs.map(({ config, corpus }) => [runName(config), {
      config,
      data: dataHash(corpus),
    }]));
    return await queueStates(on.url, jobs);
  }
  if (on.kind === "slurm") {
    const { slurmStates } = await import("./slurm_jobs.ts");
    return await slurmStates(runsFolder);
  }
  return new Map();
}

/** Runs that take about as long: of one network on one corpus, and others of the same kind. */
const keysOf = (config: RunConfig) => [
  JSON.stringify([config.corpus, config.protocol, modelOf(config), config.training.epochs]),
  JSON.stringify([config.corpus, modelOf(config)]),
  JSON.stringify([modelOf(config)]),
];

/**
 * How long a run will take, from those in the folder that are like it: the median of the seconds
 * of its network under its protocol with as many epochs, else by the seconds of an epoch.
 */
async function durations(runsFolder: string): Promise<(config: RunConfig) => number | undefined> {
  const whole = new Map<string, number[]>();
  const perEpoch = new Map<string, number[]>();
  const add = (to: Map<string, number[]>, key: string, value: number) =>
    to.set(key, [...to.get(key) ?? [], value]);
  for (const name of await listFolders(runsFolder)) {
    const folder = join(runsFolder, name);
    const timing = await readTiming(folder).catch(() => undefined);
    const run = timing && await readRun(folder).catch(() => undefined);
    if (!timing || !run || timing.epochs === 0) continue;
    const [same, ...like] = keysOf(run.config);
    add(whole, same, timing.seconds);
    for (const key of like) add(perEpoch, key, timing.seconds / timing.epochs);
  }
  return (config) => {
    const [same, ...like] = keysOf(config);
    const known = whole.get(same);
    if (known) return quantile(known, 0.5);
    const [each] = like.flatMap((key) => perEpoch.get(key) ? [perEpoch.get(key)!] : []);
    return each && quantile(each, 0.5) * config.training.epochs;
  };
}
