/**
 * What a command asks for runs of: it names configurations and gets their finished runs. Those that
 * are in the folder of the runs are read, the others are given to the executor.
 */
import { atMost } from "../base/in_parallel.ts";
import { InterruptedError } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";
import { type Corpus, dataHash } from "../data/corpus.ts";
import type { EngineDescription } from "../engine/select_engine.ts";
import {
  PSEUDO_LABELS,
  pseudoLabelsText,
  type TeacherPredictions,
} from "../train/pseudo_labels.ts";
import { type RunConfig, runName } from "../train/run_config.ts";
import { finishedRun, runFolder, type RunResult, runTitle } from "../train/train_run.ts";
import { codeVersion } from "./code_version.ts";
import { type Job, type JobExecutor, makeJob } from "./job.ts";
import { type JobTable, startJobTable } from "./job_table.ts";

/** How runs are asked for. */
export interface JobsOptions {
  /** Makes the executor when the first run is missing. */
  executor: (log: (line: string) => void) => Promise<JobExecutor>;
  /** The engine that figures shall be of. */
  engine: Pick<EngineDescription, "engine" | "version" | "threads">;
  runsFolder: string;
  /** Ends what runs here; see {@link JobExecutor.stop} for what runs elsewhere. */
  signal?: AbortSignal;
  /** True also ends, on an abort, what runs elsewhere. */
  cancel?: boolean;
  /** What goes on after an abort, for the user to read; "the same command" by default. */
  again?: string;
  quiet?: boolean;
}

/** Runs that are asked for. */
export interface Jobs {
  /**
   * The run of `config` on `corpus`, made where it is missing; many may be asked for at once.
   * Throws UserError where it cannot be made, and the signal's reason on an abort.
   *
   * @param teacher what a run with `pseudoLabelled` learns from
   */
  run(config: RunConfig, corpus: Corpus, teacher?: TeacherPredictions): Promise<RunResult>;
  /** Ends the display and the executor. */
  close(): Promise<void>;
}

/** Weights are read whole to be compared, and may be large. */
const READ_AT_ONCE = 2;

/** Begins to take requests. */
export function openJobs(options: JobsOptions): Jobs {
  const { runsFolder, signal, cancel, engine, again = "the same command" } = options;
  const table: JobTable = startJobTable(options);
  let starting: Promise<JobExecutor> | undefined;
  const start = () => starting ??= options.executor(table.log);
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  const stop = async (isCancelled = false) => {
    const executor = await starting?.catch(() => undefined);
    await executor?.stop(isCancelled);
  };
  const abort = () => {
    table.log(`Interrupted: what is finished stays; ${again} goes on from here`);
    void stop(cancel).finally(() => aborted.reject(signal!.reason));
  };
  if (signal?.aborted) abort();
  else signal?.addEventListener("abort", abort);
  const noted = new Set<string>();
  /** What workers found to say of the data reaches the user once, with the first run it is true of. */
  const tellNotes = (title: string, notes: readonly string[] = []) => {
    for (const note of notes.filter((one) => !noted.has(one))) table.log(`${title}: ${note}`);
    for (const note of notes) noted.add(note);
  };
  const reading = atMost(READ_AT_ONCE);
  const read = (folder: string, corpus: Corpus, config: RunConfig) =>
    reading(() => finishedRun(folder, corpus, config, { quiet: true }));
  const make = async (job: Job, corpus: Corpus, folder: string): Promise<RunResult> => {
    const name = runName(job.config);
    const executor = await start();
    table.waits(name, job.config.training.epochs);
    const outcome = await executor.run(job, {
      begun: (worker, attempt) => table.begun(name, worker, attempt),
      waits: () => table.waits(name, job.config.training.epochs),
      epoch: (epoch, loss) => table.epoch(name, epoch, loss),
    });
    table.ended(name, outcome);
    if (outcome.state === "failed") {
      const message = `The run ${name} failed: ${outcome.reason}`;
      throw outcome.isUsersMistake ? new UserError(message) : new Error(message);
    }
    tellNotes(runTitle(job.config, corpus), outcome.notes);
    const result = await read(folder, corpus, job.config);
    if (result) return result;
    throw new Error(`Expected the run ${folder} to be finished, but it is not`);
  };
  return {
    run: async (config, corpus, teacher) => {
      const folder = runFolder(config, runsFolder);
      const work = async () => {
        table.asked();
        const finished = await read(folder, corpus, config);
        if (finished) {
          table.found();
          return finished;
        }
        const inputs = config.pseudoLabelled && teacher
          ? { [PSEUDO_LABELS]: pseudoLabelsText(config.pseudoLabelled, teacher) }
          : undefined;
        const code = await codeVersion();
        const job = makeJob(config, { data: dataHash(corpus), engine, code, inputs });
        return await make(job, corpus, folder);
      };
      try {
        return await Promise.race([work(), aborted.promise]);
      } catch (error) {
        // What was stopped complains in its own words.
        if (signal?.aborted) throw signal.reason ?? new InterruptedError("Interrupted");
        throw error;
      }
    },
    close: async () => {
      signal?.removeEventListener("abort", abort);
      table.stop();
      await stop(signal?.aborted && cancel);
    },
  };
}

/** Waits for all runs; where some failed, throws the first one's error once all others are done. */
export async function allRuns<T>(runs: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(runs);
  const failures = settled.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
  if (failures.length === 0) return settled.map((one) => (one as PromiseFulfilledResult<T>).value);
  const [first] = failures;
  if (failures.length === 1 || first instanceof InterruptedError) throw first;
  const others = new Set(failures.map(({ message }) => message));
  if (others.size === 1) throw first;
  const text = `${first.message} (and ${failures.length - 1} more of ${runs.length} runs failed)`;
  throw first instanceof UserError ? new UserError(text) : new Error(text);
}
