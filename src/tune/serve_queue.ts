import type { Job } from "pg-boss";
import { z } from "zod";
import { checkShape } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import {
  affected,
  openQueue,
  persist,
  type Queue,
  type QueueOptions,
  type QueueReport,
  reportsQueue,
  TRIALS,
} from "../jobs/queue.ts";
import {
  type queueOutcomeSchema,
  type TrialObjective,
  type TrialOutcome,
  trialTaskSchema,
} from "./trial_task.ts";

/** How a queue's worker works. */
interface ServeQueueOptions extends QueueOptions {
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
 * meanwhile, or the trial is no longer wanted, its outcome is dropped. A study whose trials this
 * worker cannot run, for want of its data or engine or because a newer Duygu sent them, is left to
 * others; its process is told why. On an abort the running trial goes back to the queue and the
 * signal's reason is thrown. Throws a UserError where the queue cannot be opened or has not
 * answered for long, and the objective's own error where it failed several times in a row.
 */
export async function serveQueue(options: ServeQueueOptions): Promise<void> {
  const { signal, idleSeconds = Infinity, log } = options;
  const queue = await openQueue(options);
  const { patienceSeconds } = queue;
  let waitingSinceMs = performance.now();
  const left = new Set<string>();
  let failures = 0;
  try {
    while (!signal?.aborted) {
      const known = queue.newsOf(TRIALS);
      const [job] = await persist(
        () => queue.boss.fetch<unknown>(TRIALS, { ignoreGroups: [...left] }),
        { signal, log, patienceSeconds },
      );
      if (job) {
        const { study, error } = await runJob(queue, job, options);
        if (error instanceof UserError && study !== undefined) left.add(study);
        // One broken trial says nothing of this worker; several in a row do.
        failures = error instanceof UserError || !error ? 0 : failures + 1;
        if (failures === MOST_FAILURES) throw error;
        waitingSinceMs = performance.now();
      } else if (performance.now() - waitingSinceMs >= idleSeconds * 1000) return;
      else await queue.waitForNews(TRIALS, known, signal);
    }
    signal?.throwIfAborted();
  } finally {
    await queue.close();
  }
}

/** Much shorter than any lease, for a heartbeat also tells that the trial is no longer wanted. */
const HEARTBEAT_MS = 2500;

/** So many trials in a row that end in an error of the program end the worker. */
const MOST_FAILURES = 3;

/** What a job must be, whoever sent it. */
const jobSchema = z.object({ study: z.string(), task: trialTaskSchema });

/** Thrown inside a trial whose lease was lost or that nobody wants any more. */
class UnwantedError extends Error {}

/** How a job ended for this worker. */
interface Ended {
  study?: string;
  /** UserError where the worker cannot run the study; another error where something broke. */
  error?: unknown;
}

async function runJob(
  queue: Queue,
  job: Job<unknown>,
  options: ServeQueueOptions,
): Promise<Ended> {
  const { objective, signal, log } = options;
  const { boss } = queue;
  // Of a job that is otherwise not to be understood.
  const study = studyOf(job);
  const lease = keepLease(queue, job, signal);
  try {
    const { task } = checkShape(job.data, jobSchema, "a trial of the queue");
    log?.(`trial ${task.number} begins`);
    const outcome = await objective(task, {
      signal: lease.signal,
      report: async (step, value) => {
        await report(queue, job, { step, value }, task.number, study!).catch((error) =>
          log?.(`an epoch's report was lost: ${error.message}`)
        );
        return false;
      },
    });
    log?.(`trial ${task.number} ${describe(outcome)}`);
    await store(queue, job, outcome, options);
    return { study };
  } catch (error) {
    if (lease.signal.reason instanceof UnwantedError) {
      log?.(`a trial was stopped: ${lease.signal.reason.message}`);
      return { study };
    }
    const reason = (error as Error).message;
    if (signal?.aborted || !(error instanceof UserError)) {
      // Given back: another worker may be able to run it. Else its lease runs out.
      await boss.fail(TRIALS, job, { message: reason }).catch(() => {});
      await queue.tell(TRIALS);
      if (signal?.aborted) throw error;
      log?.(`a trial broke off: ${reason}`);
      return { study, error };
    }
    log?.(`${study === undefined ? "A job" : "A study"} is left to others: ${reason}`);
    await store(queue, job, { state: "unable", reason, details: {} }, options);
    return { study, error };
  } finally {
    lease.end();
  }
}

function studyOf({ data }: Job<unknown>): string | undefined {
  const found = z.looseObject({ study: z.string() }).safeParse(data);
  return found.success ? found.data.study : undefined;
}

/** Stores what became of a job; whoever waits for it is notified. */
async function store(
  queue: Queue,
  job: Job<unknown>,
  outcome: z.infer<typeof queueOutcomeSchema>,
  { details, signal, log }: ServeQueueOptions,
): Promise<void> {
  const { boss, patienceSeconds } = queue;
  const complete = { ...outcome, details: { ...outcome.details, ...details } };
  const stored = await persist(
    () => boss.complete(TRIALS, job, complete),
    { signal, log, patienceSeconds },
  );
  if (affected(stored) === 0) log?.("its outcome came too late and was dropped");
  const study = studyOf(job);
  if (study !== undefined) await queue.tell(study);
}

function describe(outcome: TrialOutcome): string {
  if (outcome.state === "finished") return `finished with ${outcome.value.toFixed(4)}`;
  return outcome.state === "failed" ? `failed: ${outcome.reason}` : "was pruned";
}

/** Tells an epoch's value; whether the trial shall go on is seen with the next heartbeat. */
async function report(
  queue: Queue,
  job: Job<unknown>,
  { step, value }: { step: number; value: number },
  trial: number,
  study: string,
): Promise<void> {
  const told: QueueReport = {
    trial,
    attempt: job.retryCount,
    step,
    value: Number.isFinite(value) ? value : null,
  };
  await queue.boss.send(reportsQueue(study), told);
  await queue.tell(study);
}

/**
 * Sends heartbeats; its signal aborts with `signal`, and with an {@link UnwantedError} once the
 * job is no longer this worker's.
 */
function keepLease({ boss }: Queue, job: Job<unknown>, signal?: AbortSignal) {
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
