/** The worker's side of a job, wherever the worker is. */
import { join } from "node:path";
import { z } from "zod";
import { makeFolder, pathExists, writeFileWhole } from "../base/files.ts";
import { InterruptedError, wait } from "../base/interrupt_signal.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { type Corpus, dataHash } from "../data/corpus.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { currentEngine } from "../engine/select_engine.ts";
import type { EpochRecord } from "../train/checkpoint.ts";
import { isRunLocked, RunLockedError } from "../train/runs.ts";
import { runFolder, trainRun } from "../train/train_run.ts";
import { codeVersion, refuseOtherCode } from "./code_version.ts";
import type { Job, JobOutcome } from "./job.ts";

/** What a worker may differ in from whoever asks; data never, as no run takes others in the end. */
export const acceptable = ["code", "engine"] as const;

/** How a worker runs jobs. */
export interface JobRunnerOptions {
  /** The folder of all runs. */
  runsFolder: string;
  dataRoot?: string;
  /** What may differ from the job's own. */
  accept?: readonly typeof acceptable[number][];
}

/** What a running job calls. */
export interface JobContext {
  /** An epoch is done; its checkpoint is being written. */
  onEpoch?(record: EpochRecord): void | Promise<void>;
  /** The checkpoint after an epoch is on the disk. */
  onCheckpoint?(epoch: number): void;
  /** Aborts to save and stop. */
  signal: AbortSignal;
}

/** This worker lacks what the job needs; another one may have it. */
export class UnfitWorkerError extends UserError {}

/**
 * What runs one job after the other and keeps the last corpus. It rejects with UnfitWorkerError
 * where this worker has other code, another engine or other data, and with the signal's reason on
 * an abort; the run's checkpoint is on the disk then.
 */
export function jobRunner({ runsFolder, dataRoot, accept = [] }: JobRunnerOptions) {
  let last: { id: string; corpus: Corpus } | undefined;
  const corpusOf = async ({ config, data }: Job): Promise<Corpus> => {
    if (last?.id !== config.corpus || dataHash(last.corpus) !== data) {
      // Whoever asks, of the same data, has been told what is left out.
      const options = { dataRoot, quiet: true, recheck: true, onNote: () => {} };
      const corpus = await requireCorpus(config.corpus, options).catch(unfit);
      last = { id: config.corpus, corpus };
    }
    if (dataHash(last.corpus) === data) return last.corpus;
    throw new UnfitWorkerError(
      `Expected the data of ${last.corpus.title} to be those of whoever asks (hash ` +
        `${data.slice(0, 8)}), but this worker's differ (${dataHash(last.corpus).slice(0, 8)})`,
    );
  };
  return async (job: Job, { signal, onEpoch, onCheckpoint }: JobContext): Promise<JobOutcome> => {
    if (!accept.includes("code")) {
      const own = await codeVersion();
      await Promise.resolve().then(() => refuseOtherCode(job.code, own)).catch(unfit);
    }
    if (!accept.includes("engine")) refuseOtherEngine(job);
    const corpus = await corpusOf(job);
    const { config, inputs = {} } = job;
    const folder = runFolder(config, runsFolder);
    const progress = progressFile(join(folder, PROGRESS));
    const notes: string[] = [];
    try {
      await makeFolder(folder);
      for (const [name, text] of Object.entries<string>(inputs)) {
        if (!pathExists(join(folder, name))) await writeFileWhole(join(folder, name), text);
      }
      if (!await isRunLocked(folder)) await progress.begin();
      await unlocked(folder, signal, () =>
        trainRun(config, {
          ...{ runsFolder, corpus, dataRoot, quiet: true, signal, onCheckpoint },
          onNote: (note) => notes.push(note),
          onEpoch: async (record) => {
            await progress.epoch(record.epoch, record.validationLoss);
            await onEpoch?.(record);
          },
        }));
      return { state: "finished", ...notes.length ? { notes } : {} };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof InterruptedError) throw error;
      const { message } = error as Error;
      return { state: "failed", reason: message, isUsersMistake: error instanceof UserError };
    } finally {
      await progress.remove();
    }
  };
}

function unfit(error: unknown): never {
  throw error instanceof UserError ? new UnfitWorkerError(error.message) : error;
}

function refuseOtherEngine({ engine: wanted }: Job): void {
  const own = currentEngine();
  const text = ({ engine, version, threads }: Job["engine"]) =>
    `${engine} ${version} with ${threads} thread${threads === 1 ? "" : "s"}`;
  if (text(wanted) === text(own)) return;
  throw new UnfitWorkerError(
    `Expected the engine of whoever asks, ${text(wanted)}, but this worker's is ${
      text(own)
    }: its ` +
      "figures would differ in the last digits; start the worker with --threads and --engine to " +
      "match, or with --accept engine",
  );
}

/** Somebody else's process may be at work in the folder: its end is waited for. */
export async function unlocked<T>(
  folder: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  while (true) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RunLockedError)) throw error;
      while (await isRunLocked(folder)) {
        await wait(1000, signal);
        signal.throwIfAborted();
      }
    }
  }
}

// Where a run stands, for whoever looks at its folder: beside what the run is, and gone at its end.

const PROGRESS = "progress.json";

/** Checks {@link JobProgress}. */
export const progressSchema = z.object({
  /** The machine's name and the process's number. */
  worker: z.string(),
  /** ISO 8601 in UTC. */
  since: z.string(),
  /** Finished epochs; 0 before the first. */
  epoch: z.int().min(0),
  /** Validation losses of the last epochs, up to `epoch`; null where one is no number. */
  losses: z.array(z.number().nullable()).default([]),
});

/** Where a run or a trial stands and who makes it. */
export type JobProgress = z.infer<typeof progressSchema>;

/** How this process is called where several work on one thing. */
export function workerName(): string {
  return `${Deno.hostname()} ${Deno.pid}`;
}

/** Writes {@link JobProgress} at `path` after each epoch. */
export function progressFile(path: string) {
  const since = new Date().toISOString();
  const losses: (number | null)[] = [];
  let isOurs = false;
  const write = (epoch: number) => {
    isOurs = true;
    const progress: JobProgress = { worker: workerName(), since, epoch, losses };
    return writeFileWhole(path, JSON.stringify(progress) + "\n");
  };
  return {
    begin: () => write(0),
    epoch: (epoch: number, loss: number) => {
      losses.push(Number.isFinite(loss) ? loss : null);
      return write(epoch);
    },
    remove: async () => {
      if (isOurs) await Deno.remove(path).catch(() => {});
    },
  };
}

/** Where the run in `folder` stands; undefined where nobody works on it. */
export async function readProgress(folder: string): Promise<JobProgress | undefined> {
  const path = join(folder, PROGRESS);
  if (!pathExists(path) || !await isRunLocked(folder)) return undefined;
  return await readJson(path, progressSchema).catch(() => undefined);
}
