/**
 * A trial's job has an id that study and number determine. So a study that was killed and goes on
 * finds the jobs it sent before, and their outcomes, instead of sending them twice.
 */
import type { JobWithMetadata } from "pg-boss";
import { checkShape } from "../base/json.ts";
import {
  hashedId,
  lockStudy,
  openQueue,
  persist,
  type Queue,
  type QueueOptions,
  TRIALS,
  warnOfIdleness,
} from "../jobs/queue.ts";
import {
  queueOutcomeSchema,
  type TrialExecutor,
  type TrialHooks,
  type TrialOutcome,
  type TrialTask,
} from "./trial_task.ts";

/** How trials are queued. */
interface QueueExecutorOptions extends QueueOptions {
  /** The same for one study, whichever process runs it. */
  study: string;
  /** Trials in the queue or running at once. */
  slots: number;
  /** True takes at a stop what waits or runs out of the queue; else the study finds it later. */
  cancel?: boolean;
  log?: (line: string) => void;
}

/** A trial that was sent. */
interface Sent {
  id: string;
  hooks: TrialHooks;
  /** The attempt whose reports count. */
  attempt: number;
  /** The last epoch of it that was passed on. */
  step: number;
  /** Sends it again, after its job was removed. */
  send(): Promise<void>;
  settle(outcome: TrialOutcome): void;
  reject(error: unknown): void;
}

/** More than of local workers, for machines of a cluster come and go. */
const RETRIES = 4;
/** The longest lease that pg-boss knows; heartbeats find a dead worker long before. */
const LONGEST_LEASE_SECONDS = 24 * 3600 - 1;
/** Jobs of a study that nobody goes on with are forgotten after so long. */
const KEPT_SECONDS = 14 * 24 * 3600;

/** Connects to the queue. Throws a UserError where that fails. */
export async function queueExecutor(options: QueueExecutorOptions): Promise<TrialExecutor> {
  const { study, slots, cancel, log } = options;
  const queue = await openQueue(options);
  const lock = await lockStudy(options.url, study).catch(async (error) => {
    await queue.close();
    throw error;
  });
  const sent = new Map<number, Sent>();
  const closing = new AbortController();
  const { signal } = closing;
  lock.lost.addEventListener("abort", () => closing.abort(lock.lost.reason));
  const { patienceSeconds } = queue;
  const watching = watch(queue, { ...options, signal, patienceSeconds }, sent)
    .catch((error) => error)
    .then((error) => {
      closing.abort(error);
      for (const { reject } of sent.values()) reject(error);
    });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const left = [...sent.values()].map(({ id }) => id);
    closing.abort(new Error("The queue was closed"));
    await watching;
    if (cancel && left.length > 0) await queue.boss.cancel(TRIALS, left).catch(() => {});
    await lock.release();
    await queue.close();
  };
  return {
    slots,
    run: async (task, hooks) => {
      const id = jobId(study, task.number);
      const send = async () => {
        await persist(() => sendOnce(queue, id, study, task), { signal, log, patienceSeconds });
        await queue.tell(TRIALS);
      };
      await send();
      signal.throwIfAborted();
      return await new Promise<TrialOutcome>((settle, reject) =>
        sent.set(task.number, { id, hooks, attempt: 0, step: 0, send, settle, reject })
      );
    },
    stop: () => stopped ??= stop(),
  };
}

/** The id of a trial's task in the queue. */
export function jobId(study: string, trial: number): string {
  return hashedId(study, trial);
}

/** Sends the trial unless it is in the queue already, waiting, running or completed. */
async function sendOnce({ boss, leaseSeconds }: Queue, id: string, study: string, task: TrialTask) {
  const [found] = await boss.findJobs(TRIALS, { id });
  // Stopped before its outcome was recorded: what was recorded says that it shall run.
  if (found?.state === "cancelled" || found?.state === "failed") await boss.deleteJob(TRIALS, id);
  await boss.send(TRIALS, { study, task }, {
    id,
    // A worker leaves out whole studies.
    group: { id: study },
    retryLimit: RETRIES,
    retryDelay: 0,
    heartbeatSeconds: leaseSeconds,
    expireInSeconds: LONGEST_LEASE_SECONDS,
    retentionSeconds: KEPT_SECONDS,
    deleteAfterSeconds: KEPT_SECONDS,
  });
}

/** The options of an executor that is at work. */
interface WatchOptions extends QueueExecutorOptions {
  signal: AbortSignal;
}

/** Looks at the queue until the signal aborts: passes reports on and settles ended trials. */
async function watch(
  queue: Queue,
  options: WatchOptions,
  sent: Map<number, Sent>,
): Promise<unknown> {
  const { signal, log } = options;
  const warn = warnOfIdleness(log);
  const told = new Set<string>();
  let known = queue.newsOf(options.study);
  while (true) {
    await queue.waitForNews([options.study], known, signal);
    known = queue.newsOf(options.study);
    if (signal.aborted) return signal.reason;
    if (sent.size === 0) continue;
    // First the states: whatever a completed trial reported was told before.
    const jobs = await persist(() => jobsOf(queue, sent), options);
    warn(jobs.every(([, job]) => job?.state === "created" || job?.state === "retry"));
    await passOnReports(queue, options, sent);
    for (const [number, job] of jobs) {
      const unable = await settleIfEnded(queue, sent, number, job, options);
      if (unable === undefined || told.has(unable)) continue;
      told.add(unable);
      log?.(`A worker cannot run this study's trials: ${unable}`);
    }
  }
}

type JobState = JobWithMetadata<object> | undefined;

function jobsOf({ boss }: Queue, sent: Map<number, Sent>): Promise<[number, JobState][]> {
  return Promise.all([...sent].map(async ([number, { id }]): Promise<[number, JobState]> => {
    const [job] = await boss.findJobs<object>(TRIALS, { id });
    return [number, job];
  }));
}

/** Epochs stay in the queue: whoever else looks on sees them too. */
async function passOnReports(
  { boss, store }: Queue,
  options: WatchOptions,
  sent: Map<number, Sent>,
): Promise<void> {
  const running = new Map([...sent].map(([number, one]) => [one.id, { number, ...one }]));
  const cursors = [...running].map(([job, { attempt, step }]) => ({ job, attempt, step }));
  for (
    const { job, attempt, step, value } of await persist(() => store.epochsAfter(cursors), options)
  ) {
    const { number } = running.get(job)!;
    const one = sent.get(number);
    if (!one) continue;
    await restartIfNewer(one, attempt);
    one.step = step;
    if (!await one.hooks.report(step, value)) continue;
    // Its worker sees with the next heartbeat that nobody wants the outcome.
    await persist(() => boss.cancel(TRIALS, one.id), options);
    await store.dropFiles(job, "checkpoint").catch(() => {});
    sent.delete(number);
    one.settle({ state: "pruned", details: { epochs: step } });
  }
}

async function restartIfNewer(running: Sent, attempt: number): Promise<void> {
  if (attempt <= running.attempt) return;
  running.attempt = attempt;
  running.step = 0;
  await running.hooks.restarted();
}

/** Returns why a worker could not run the trial, which then waits for another one. */
async function settleIfEnded(
  { boss }: Queue,
  sent: Map<number, Sent>,
  number: number,
  job: JobState,
  options: WatchOptions,
): Promise<string | undefined> {
  const { log } = options;
  const running = sent.get(number);
  if (!running) return;
  if (job === undefined || job.state === "cancelled") {
    sent.delete(number);
    running.settle({ state: "failed", reason: "it was removed from the queue", details: {} });
  } else if (job.state === "failed") {
    sent.delete(number);
    const why = JSON.stringify(job.output);
    const reason = `its worker died or gave it up, ${job.retryCount + 1} times: ${why}`;
    running.settle({ state: "failed", reason, details: {} });
  } else if (job.state === "completed") {
    const outcome = checkShape(job.output, queueOutcomeSchema, `the outcome of trial ${number}`);
    if (outcome.state === "unable") {
      await persist(() => boss.deleteJob(TRIALS, running.id), options);
      running.attempt = 0;
      running.step = 0;
      await running.send();
      return outcome.reason;
    }
    sent.delete(number);
    await restartIfNewer(running, job.retryCount);
    running.settle(outcome);
  } else if (job.retryCount > running.attempt) {
    log?.(`The worker of trial ${number} died; another one runs it again`);
    await restartIfNewer(running, job.retryCount);
  }
}
