/**
 * Jobs on Slurm: arrays of tasks that work in the folder of the runs, which all machines share.
 * What became of a task is in its exit file; what Slurm says is asked only for those without one,
 * so that a controller that is away for a while, or forgets, changes nothing.
 */
import { wait } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";
import { fileURLToPath } from "node:url";
import { runName } from "../train/run_config.ts";
import { runFolder } from "../train/train_run.ts";
import { type Job, type JobExecutor, jobHash, type JobHooks, MAX_ATTEMPTS } from "./job.ts";
import type { JobOutcome } from "./job.ts";
import type { JobStatus } from "./job_states.ts";
import { readProgress } from "./run_job.ts";
import {
  accountedState,
  ask,
  type CallSlurm,
  isAlive,
  largestArray,
  sbatchOptions,
  SlurmAwayError,
  slurmCaller,
  type SlurmTask,
  slurmTasks,
} from "./slurm.ts";
import {
  type ArrayOptions,
  keptArrays,
  logFile,
  makeArray,
  readExit,
  type SlurmArray,
} from "./slurm_array.ts";

/** How jobs are given to Slurm. */
interface SlurmJobsOptions {
  engine: Pick<ArrayOptions, "engine" | "threads">;
  runsFolder: string;
  dataRoot?: string;
  /** Further options of sbatch. */
  slurm?: string;
  /** At most so many tasks of an array at once. */
  throttle?: number;
  /** Seconds between two looks. */
  pollSeconds?: number;
  call?: CallSlurm;
  log?: (line: string) => void;
}

/** A job that was asked for. */
interface Sent {
  job: Job;
  hooks: JobHooks;
  /** Where it is; undefined until it is in an array. */
  place?: { array: SlurmArray; index: number };
  /** Tasks in a row that ended without a new epoch. */
  attempts: number;
  /** Who runs it, and since when, as was told. */
  told?: string;
  epoch: number;
  /** So many looks in a row found no such task alive. */
  looksWithout: number;
  settle(outcome: JobOutcome): void;
  reject(error: unknown): void;
}

const POLL_SECONDS = 5;
/** Before jobs that come one after the other go into one array. */
const GATHERING_MS = 500;
/** Exit files may come later than the task's end, through a shared disk. */
const LOOKS_WITHOUT = 3;

const project = fileURLToPath(new URL("../../", import.meta.url));

/** Takes jobs for Slurm. Throws UserError for options that sbatch does not have the form of. */
export function slurmJobs(options: SlurmJobsOptions): JobExecutor {
  const { engine, runsFolder, dataRoot, throttle, log = () => {}, call = slurmCaller() } = options;
  const { pollSeconds = POLL_SECONDS } = options;
  const further = sbatchOptions(options.slurm ?? "");
  const arrayOptions = { ...engine, runsFolder, dataRoot };
  const sent = new Map<string, Sent>();
  const closing = new AbortController();
  const { signal } = closing;
  let newest = 0;
  let watching: Promise<void> | undefined;
  let isAway = false;
  const giveUp = (error: unknown) => {
    closing.abort(error);
    for (const { reject } of sent.values()) reject(error);
    sent.clear();
  };
  /** Undefined where the controller does not answer, which is said once. */
  const answered = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      const result = await work();
      if (isAway) log("Slurm answers again");
      isAway = false;
      return result;
    } catch (error) {
      if (!(error instanceof SlurmAwayError)) throw error;
      if (!isAway) log(`Slurm does not answer (${error.message}); trying on`);
      isAway = true;
    }
  };
  const watch = async () => {
    while (!signal.aborted && sent.size > 0) {
      // Jobs that come one after the other make one array.
      while (performance.now() - newest < GATHERING_MS) await wait(GATHERING_MS, signal);
      const tasks = await answered(() => slurmTasks(call));
      if (signal.aborted) return;
      for (const one of [...sent.values()]) if (one.place) await look(one, one.place, tasks);
      if (tasks) await answered(() => submitWaiting(tasks));
      await wait(pollSeconds * 1000, signal);
    }
    watching = undefined;
  };
  const look = async (
    one: Sent,
    { array: { name, folder }, index }: NonNullable<Sent["place"]>,
    tasks: SlurmTask[] | undefined,
  ) => {
    const outcome = await readExit(folder, index);
    if (outcome) return settle(one, outcome);
    const progress = await readProgress(runFolder(one.job.config, runsFolder));
    if (progress) {
      const told = `${progress.worker} ${progress.since}`;
      if (told !== one.told) {
        one.hooks.begun(progress.worker, one.told === undefined ? 1 : 2);
        one.told = told;
      }
      if (progress.epoch > one.epoch) {
        one.epoch = progress.epoch;
        one.attempts = 1;
        one.hooks.epoch(progress.epoch, NaN);
      }
    }
    if (!tasks) return;
    const task = tasks.find((other) => other.name === name && other.index === index);
    if (task && isAlive(task.state)) {
      one.looksWithout = 0;
      return;
    }
    if (++one.looksWithout < LOOKS_WITHOUT) return;
    const state = task?.state ?? await accountedState(call, name, index) ?? "gone";
    const end = `its task ended as ${state} without an exit file; see ${logFile(folder, index)}`;
    if (/^CANCELLED/.test(state)) {
      return settle(one, { state: "failed", reason: end, isUsersMistake: false });
    }
    if (one.attempts >= MAX_ATTEMPTS) {
      const reason = `${end}; ${one.attempts} in a row came to no new epoch`;
      return settle(one, { state: "failed", reason, isUsersMistake: false });
    }
    log(`${runName(one.job.config)}: ${end}; it is sent again`);
    one.attempts++;
    one.place = undefined;
  };
  const settle = async (one: Sent, outcome: JobOutcome) => {
    sent.delete(jobHash(one.job));
    one.settle(outcome);
    const { folder } = one.place!.array;
    const isOver = [...sent.values()].every(({ place }) => place?.array.folder !== folder);
    // What failed is looked into.
    if (isOver && outcome.state === "finished") {
      const { jobs } = one.place!.array;
      const exits = await Promise.all(jobs.map((_, index) => readExit(folder, index)));
      if (exits.every((exit) => exit?.state === "finished")) {
        await Deno.remove(folder, { recursive: true }).catch(() => {});
      }
    }
  };
  const submitWaiting = async (tasks: SlurmTask[]) => {
    const waiting = [...sent.values()].filter(({ place }) => !place);
    if (waiting.length === 0) return;
    const alive = new Set(
      tasks.filter(({ state }) => isAlive(state)).map(({ name, index }) => `${name} ${index}`),
    );
    // Another process, or this one before it was killed, may have sent them.
    const there = new Map<string, NonNullable<Sent["place"]>>();
    for (const array of await keptArrays(runsFolder)) {
      for (const [index, job] of array.jobs.entries()) {
        if (alive.has(`${array.name} ${index}`)) {
          there.set(jobHash(job) + job.code.digest, { array, index });
        }
      }
    }
    const missing = waiting.filter((one) => {
      const found = there.get(jobHash(one.job) + one.job.code.digest);
      if (found) Object.assign(one, { place: found, looksWithout: 0 });
      return !found;
    });
    if (missing.length === 0) return;
    const size = await largestArray(call);
    while (missing.length > 0) {
      const part = missing.splice(0, size);
      const array = await makeArray(part.map(({ job }) => job), arrayOptions);
      await submit(array);
      for (const [index, one] of part.entries()) {
        Object.assign(one, { place: { array, index }, looksWithout: 0 });
      }
      log(`${part.length} runs are with Slurm as ${array.name}`);
    }
  };
  const submit = async ({ name, folder, jobs }: SlurmArray) => {
    const args = [
      "--parsable",
      `--job-name=${name}`,
      `--array=0-${jobs.length - 1}${throttle ? `%${throttle}` : ""}`,
      "--ntasks=1",
      `--cpus-per-task=${engine.threads}`,
      "--requeue",
      "--open-mode=append",
      `--output=${folder}/logs/%a.log`,
      `--chdir=${project}`,
      ...further,
      `${folder}/task.sh`,
    ];
    while (true) {
      try {
        return await ask(call, "sbatch", args);
      } catch (error) {
        if (!(error instanceof SlurmAwayError)) {
          await Deno.remove(folder, { recursive: true }).catch(() => {});
          throw error;
        }
        // It may have been taken all the same.
        await answered(() => Promise.reject(error));
        await wait(pollSeconds * 1000, signal);
        signal.throwIfAborted();
        const tasks = await answered(() => slurmTasks(call));
        if (tasks?.some((task) => task.name === name)) return;
      }
    }
  };
  return {
    slots: throttle ?? null,
    run: (job, hooks) => {
      signal.throwIfAborted();
      const { promise, resolve: settle, reject } = Promise.withResolvers<JobOutcome>();
      sent.set(jobHash(job), {
        ...{ job, hooks, attempts: 1, epoch: 0, looksWithout: 0, settle, reject },
      });
      newest = performance.now();
      watching ??= watch().catch(giveUp);
      return promise;
    },
    stop: async (cancel = false) => {
      const arrays = new Set([...sent.values()].flatMap(({ place }) => place?.array.name ?? []));
      giveUp(new UserError("The runs on Slurm are no longer looked after"));
      await watching;
      if (!cancel) return;
      for (const name of arrays) {
        await ask(call, "scancel", [`--name=${name}`]).catch((error) =>
          log(`Could not cancel ${name}: ${error.message}`)
        );
      }
    },
  };
}

/** Where runs are that Slurm's arrays of this folder have, by name. */
export async function slurmStates(
  runsFolder: string,
  call: CallSlurm = slurmCaller(),
): Promise<Map<string, Partial<JobStatus>>> {
  const states = new Map<string, Partial<JobStatus>>();
  const arrays = await keptArrays(runsFolder);
  const tasks = arrays.length ? await slurmTasks(call).catch(() => []) : [];
  for (const { name, folder, jobs } of arrays) {
    for (const [index, { config }] of jobs.entries()) {
      const exit = await readExit(folder, index);
      const task = tasks.find((one) => one.name === name && one.index === index);
      if (exit?.state === "failed") {
        states.set(runName(config), { state: "failed", reason: exit.reason });
      } else if (task && isAlive(task.state)) {
        const isRunning = task.state === "RUNNING";
        states.set(
          runName(config),
          isRunning ? { state: "running", worker: task.nodes } : { state: "waiting" },
        );
      }
    }
  }
  return states;
}
