/**
 * Tasks on Slurm: arrays that work in a folder which all machines share. What became of a task is in
 * its exit file; what Slurm says is asked only for those without one, so that a controller that is
 * away for a while, or forgets, changes nothing.
 */
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { writeFileWhole } from "../base/files.ts";
import { wait } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";
import { MAX_ATTEMPTS } from "./job.ts";
import type { JobProgress } from "./run_job.ts";
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
  endFile,
  keptArrays,
  logFile,
  makeArray,
  readExit,
  type SlurmArray,
  type Unable,
} from "./slurm_array.ts";

/** One kind of task. */
export interface SlurmWork<Task, Outcome> {
  /** The program's module; see serve_slurm.ts. */
  script: string;
  tasks: z.ZodType<Task>;
  outcomes: z.ZodType<Outcome>;
  /** How several are called in messages: "runs". */
  title: string;
  /** The same for whoever asks for this task. */
  keyOf(task: Task): string;
  /** How the task is called in messages. */
  nameOf(task: Task): string;
  /** Where the task stands; undefined where nobody works on it. */
  progressOf(task: Task, array: SlurmArray<Task>, index: number): Promise<JobProgress | undefined>;
  /** Whether the exit file is all that there is of the outcome, for whoever asks again. */
  isKept(outcome: Outcome): boolean;
  /** Whether what the task has printed is of no interest any more. */
  isForgotten(outcome: Outcome): boolean;
  /** The outcome of a task whose machines died again and again, or that was cancelled. */
  givenUp(reason: string): Outcome;
  /** The outcome where a machine could not begin; throws where none could. */
  unable(unable: Unable): Outcome;
}

/** How tasks are given to Slurm. */
export interface SlurmOptions {
  engine: Pick<ArrayOptions, "engine" | "threads">;
  /** Where tasks work and arrays are kept. */
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

/** What is told while a task runs. */
export interface SlurmHooks {
  /** A machine has begun it, or begun it again: the `attempt`-th time, from 1. */
  begun?(worker: string, attempt: number): void;
  /** It waits again, after its machine has gone. */
  waits?(): void;
  /** An epoch is done; true says that the task shall end. */
  epoch(epoch: number, loss: number): void | boolean | Promise<boolean>;
}

/** Runs tasks on Slurm. */
export interface SlurmExecutor<Task, Outcome> {
  /**
   * Runs one task, again where its machine dies. Rejects where none can be run, and once stopped.
   */
  run(task: Task, hooks: SlurmHooks): Promise<Outcome>;
  /** Whoever waits is rejected. Tasks go on, unless `cancel` is true. */
  stop(cancel?: boolean): Promise<void>;
}

/** A task's place in an array. */
interface Place<Task> {
  array: SlurmArray<Task>;
  index: number;
}

/** A task that was asked for. */
interface Sent<Task, Outcome> {
  task: Task;
  hooks: SlurmHooks;
  /** Where it is; undefined until it is in an array. */
  place?: Place<Task>;
  /** Where it was before. */
  formerPlaces: Place<Task>[];
  /** Tasks in a row that ended without a new epoch. */
  attempts: number;
  /** Who runs it, and since when, as was told. */
  told?: string;
  /** Whether it is told to run. */
  isShown?: boolean;
  epoch: number;
  /** Whether nobody wants further epochs. */
  isUnwanted: boolean;
  /** So many looks in a row found no such task alive. */
  looksWithout: number;
  settle(outcome: Outcome): void;
  reject(error: unknown): void;
}

const POLL_SECONDS = 5;
/** Before tasks that come one after the other go into one array. */
const GATHERING_MS = 500;
/** Exit files may come later than the task's end, through a shared disk. */
const LOOKS_WITHOUT = 3;

const project = fileURLToPath(new URL("../../", import.meta.url));

/** Takes tasks for Slurm. Throws UserError for options that sbatch does not have the form of. */
export function slurmExecutor<Task, Outcome>(
  work: SlurmWork<Task, Outcome>,
  options: SlurmOptions,
): SlurmExecutor<Task, Outcome> {
  type Asked = Sent<Task, Outcome>;
  const { engine, runsFolder, dataRoot, throttle, log = () => {}, call = slurmCaller() } = options;
  const { pollSeconds = POLL_SECONDS } = options;
  const further = sbatchOptions(options.slurm ?? "");
  const { engine: name, threads } = engine;
  const arrayOptions: ArrayOptions = { engine: name, threads, runsFolder, dataRoot };
  const sent = new Map<string, Asked>();
  const closing = new AbortController();
  const { signal } = closing;
  /** Places of tasks that were sent again: "folder index". */
  const abandoned = new Set<string>();
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
      // Tasks that come one after the other make one array.
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
    one: Asked,
    { array, index }: Place<Task>,
    tasks: SlurmTask[] | undefined,
  ) => {
    const { folder } = array;
    // First the outcome: whatever a task that has ended told was told before.
    const outcome = await readExit(folder, index, work.outcomes);
    await passOn(one, await work.progressOf(one.task, array, index));
    if (outcome) return await settle(one, outcome);
    if (one.isUnwanted) await writeFileWhole(endFile(folder, index), "");
    if (!tasks) return;
    const task = tasks.find((other) => other.name === array.name && other.index === index);
    if (task && isAlive(task.state)) {
      one.looksWithout = 0;
      if (task.state === "PENDING") tellWaiting(one);
      return;
    }
    if (++one.looksWithout < LOOKS_WITHOUT) return;
    const state = task?.state ?? await accountedState(call, array.name, index) ?? "gone";
    const end = `its task ended as ${state} without an exit file; see ${logFile(folder, index)}`;
    if (/^CANCELLED/.test(state)) return await settle(one, work.givenUp(end));
    if (one.attempts >= MAX_ATTEMPTS) {
      const reason = `${end}; ${one.attempts} in a row came to no new epoch`;
      return await settle(one, work.givenUp(reason));
    }
    log(`${work.nameOf(one.task)}: ${end}; it is sent again`);
    one.attempts++;
    one.formerPlaces.push({ array, index });
    abandoned.add(`${folder} ${index}`);
    one.place = undefined;
    tellWaiting(one);
  };
  const tellWaiting = (one: Asked) => {
    if (one.isShown) one.hooks.waits?.();
    one.isShown = false;
  };
  const passOn = async (one: Asked, progress: JobProgress | undefined) => {
    if (!progress) return;
    const { worker, since, epoch: newest, losses } = progress;
    const told = `${worker} ${since}`;
    if (told !== one.told) {
      one.hooks.begun?.(worker, one.told === undefined ? 1 : 2);
      one.told = told;
      one.isShown = true;
    }
    if (newest <= one.epoch) return;
    one.attempts = 1;
    while (one.epoch < newest && !one.isUnwanted) {
      const loss = losses.at(++one.epoch - newest - 1) ?? NaN;
      if (await one.hooks.epoch(one.epoch, loss)) one.isUnwanted = true;
    }
  };
  const settle = async (one: Asked, outcome: Outcome | Unable) => {
    sent.delete(work.keyOf(one.task));
    try {
      one.settle(isUnable(outcome) ? work.unable(outcome) : outcome);
    } catch (error) {
      return one.reject(error);
    }
    for (const { array } of [...one.formerPlaces, one.place!]) await forget(array);
  };
  /** Removes the array's folder, where nothing of it is of interest any more. */
  const forget = async ({ folder, tasks }: SlurmArray<Task>) => {
    const isOver = async (index: number) => {
      if ([...sent.values()].some(({ place }) => isAt(place, folder, index))) return false;
      if (abandoned.has(`${folder} ${index}`)) return true;
      const exit = await readExit(folder, index, work.outcomes);
      // What failed is looked into.
      return exit !== undefined && !isUnable(exit) && work.isForgotten(exit);
    };
    const over = await Promise.all(tasks.map((_, index) => isOver(index)));
    if (over.every(Boolean)) await Deno.remove(folder, { recursive: true }).catch(() => {});
  };
  const submitWaiting = async (tasks: SlurmTask[]) => {
    const waiting = [...sent.values()].filter(({ place }) => !place);
    if (waiting.length === 0) return;
    // What is with Slurm already, whoever sent it.
    const alive = new Set(
      tasks.filter(({ state }) => isAlive(state)).map(({ name, index }) => `${name} ${index}`),
    );
    const there = new Map<string, Place<Task>>();
    for (const array of await keptArrays(runsFolder, work.tasks)) {
      for (const [index, task] of array.tasks.entries()) {
        const exit = await readExit(array.folder, index, work.outcomes);
        const isKept = exit
          ? !isUnable(exit) && work.isKept(exit)
          : alive.has(`${array.name} ${index}`);
        if (isKept) there.set(work.keyOf(task), { array, index });
      }
    }
    const missing = waiting.filter((one) => {
      const found = there.get(work.keyOf(one.task));
      if (found) Object.assign(one, { place: found, looksWithout: 0 });
      return !found;
    });
    if (missing.length === 0) return;
    const size = await largestArray(call);
    while (missing.length > 0) {
      const part = missing.splice(0, size);
      const array = await makeArray(part.map(({ task }) => task), arrayOptions, work.script);
      await submit(array);
      for (const [index, one] of part.entries()) {
        Object.assign(one, { place: { array, index }, looksWithout: 0 });
      }
      log(`${part.length} ${work.title} are with Slurm as ${array.name}`);
    }
  };
  const submit = async ({ name, folder, tasks: { length } }: SlurmArray<Task>) => {
    const args = [
      "--parsable",
      `--job-name=${name}`,
      `--array=0-${length - 1}${throttle ? `%${throttle}` : ""}`,
      "--ntasks=1",
      `--cpus-per-task=${threads}`,
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
    run: (task, hooks) => {
      signal.throwIfAborted();
      const { promise, resolve: settle, reject } = Promise.withResolvers<Outcome>();
      sent.set(work.keyOf(task), {
        ...{ task, hooks, attempts: 1, epoch: 0, isUnwanted: false, looksWithout: 0 },
        ...{ formerPlaces: [], settle, reject },
      });
      newest = performance.now();
      watching ??= watch().catch(giveUp);
      return promise;
    },
    stop: async (cancel = false) => {
      const arrays = new Set([...sent.values()].flatMap(({ place }) => place?.array.name ?? []));
      giveUp(new UserError(`The ${work.title} on Slurm are no longer looked after`));
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

function isAt(place: Place<unknown> | undefined, folder: string, index: number): boolean {
  return place?.array.folder === folder && place.index === index;
}

function isUnable(outcome: unknown): outcome is Unable {
  return (outcome as Unable).state === "unable";
}
