/** In: a queue and an objective. Out: trials taken from the queue and run, until told to stop. */
import type { Job } from "pg-boss";
import { checkShape } from "../base/parse_json.ts";
import {
  affected,
  openQueue,
  type Queue,
  type QueueOptions,
  reportsQueue,
  TRIALS,
} from "./open_queue.ts";
import { persist } from "./persist.ts";
import type { QueueJob, QueueReport } from "./queue_report.ts";
import { type TrialObjective, type TrialOutcome, trialTaskSchema } from "./trial_task.ts";
import { wait } from "./wait.ts";

/** How a queue's worker works. */
export interface ServeQueueOptions extends QueueOptions {
  objective: TrialObjective;
  /** Facts kept with each trial's outcome, such as the machine's name. */
  details?: Record<string, string | number>;
  /** Aborts to give the running trial back and stop. */
  signal?: AbortSignal;
  /** Stops after so many seconds without a trial; goes on for ever by default. */
  idleSeconds?: number;
  log?: (line: string) => void;
}

/**
 * Takes one trial after the other and stores each outcome once: where this worker's lease was lost
 * meanwhile, or the trial is no longer wanted, its outcome is dropped. On an abort the running
 * trial goes back to the queue and the signal's reason is thrown. Throws a UserError where the
 * queue cannot be opened or the objective can run no trial.
 */
export async function serveQueue(options: ServeQueueOptions): Promise<void> {
  const { signal, idleSeconds = Infinity, log } = options;
  const queue = await openQueue(options);
  let waitingSinceMs = performance.now();
  try {
    while (!signal?.aborted) {
      const [job] = await persist(() => queue.boss.fetch<QueueJob>(TRIALS), { signal, log });
      if (job) {
        await runJob(queue, job, options);
        waitingSinceMs = performance.now();
      } else if (performance.now() - waitingSinceMs >= idleSeconds * 1000) return;
      else await wait(queue.pollSeconds * 1000, signal);
    }
    signal?.throwIfAborted();
  } finally {
    await queue.close();
  }
}

/** Much shorter than any lease, for a heartbeat also tells that the trial is no longer wanted. */
const HEARTBEAT_MS = 2500;

/** Thrown inside a trial whose lease was lost or that nobody wants any more. */
class UnwantedError extends Error {}

async function runJob(queue: Queue, job: Job<QueueJob>, options: ServeQueueOptions): Promise<void> {
  const { objective, details, signal, log } = options;
  const { boss } = queue;
  const lease = keepLease(queue, job, signal);
  let outcome: TrialOutcome;
  try {
    const task = checkShape(job.data.task, trialTaskSchema, "a trial of the queue");
    log?.(`trial ${task.number} begins`);
    outcome = await objective(task, {
      signal: lease.signal,
      report: async (step, value) => {
        await report(queue, job, { step, value }, task.number).catch((error) =>
          log?.(`an epoch's report was lost: ${error.message}`)
        );
        return false;
      },
    });
    log?.(`trial ${task.number} ${describe(outcome)}`);
  } catch (error) {
    if (lease.signal.reason instanceof UnwantedError) {
      log?.(`a trial was stopped: ${lease.signal.reason.message}`);
      return;
    }
    // Given back: another worker may be able to run it. Else its lease runs out.
    await boss.fail(TRIALS, job, { message: (error as Error).message }).catch(() => {});
    throw error;
  } finally {
    lease.end();
  }
  const complete = { ...outcome, details: { ...outcome.details, ...details } };
  const stored = await persist(() => boss.complete(TRIALS, job, complete), { signal, log });
  if (affected(stored) === 0) {
    log?.("its outcome came too late and was dropped");
  }
}

function describe(outcome: TrialOutcome): string {
  if (outcome.state === "finished") return `finished with ${outcome.value.toFixed(4)}`;
  return outcome.state === "failed" ? `failed: ${outcome.reason}` : "was pruned";
}

/** Tells an epoch's value; whether the trial shall go on is seen with the next heartbeat. */
async function report(
  queue: Queue,
  job: Job<QueueJob>,
  { step, value }: { step: number; value: number },
  trial: number,
): Promise<void> {
  const told: QueueReport = {
    trial,
    attempt: job.retryCount,
    step,
    value: Number.isFinite(value) ? value : null,
  };
  await queue.boss.send(reportsQueue(job.data.study), told);
}

/**
 * Sends heartbeats; its signal aborts with `signal`, and with an {@link UnwantedError} once the
 * job is no longer this worker's.
 */
function keepLease({ boss }: Queue, job: Job<QueueJob>, signal?: AbortSignal) {
  const own = new AbortController();
  const renew = async () => {
    if (affected(await boss.touch(TRIALS, job)) > 0) return;
    own.abort(new UnwantedError("it was pruned, or its lease went to another worker"));
  };
  // A heartbeat that does not get through is followed by the next; the lease outlasts several.
  const timer = setInterval(() => renew().catch(() => {}), HEARTBEAT_MS);
  return {
    signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal,
    end: () => clearInterval(timer),
  };
}
