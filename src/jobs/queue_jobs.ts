/**
 * Jobs in a queue. A job's task has an id that its configuration and data determine: whoever asks
 * for the same run, also one who was killed meanwhile, finds the task and its outcome instead of
 * sending it twice. Runs travel through the database: where they stand after each epoch, so that
 * another machine goes on there, and what they came to.
 */
import { join } from "node:path";
import { z } from "zod";
import { isFolder, pathExists, withStagingFolder } from "../base/files.ts";
import { atMost } from "../base/in_parallel.ts";
import { wait } from "../base/interrupt_signal.ts";
import { checkShape } from "../base/json.ts";
import { runName } from "../train/run_config.ts";
import { lockRun, readFinishedRun, RunLockedError } from "../train/runs.ts";
import { runFolder } from "../train/train_run.ts";
import {
  type Job,
  type JobExecutor,
  jobHash,
  type JobHooks,
  type JobOutcome,
  jobOutcomeSchema,
  jobSchema,
} from "./job.ts";
import {
  ENDED_JOBS,
  hashedId,
  JOBS,
  openQueue,
  persist,
  type Queue,
  type QueueOptions,
  warnOfIdleness,
} from "./queue.ts";
import type { EpochCursor, QueueStore } from "./queue_store.ts";
import type { JobStatus } from "./job_states.ts";
import { jobRunner, type JobRunnerOptions } from "./run_job.ts";
import { type QueueService, type ServiceContext, UnwantedError } from "./serve_queue.ts";

/** The id of a job's task. */
export function queueIdOf(job: Pick<Job, "config" | "data">): string {
  return hashedId("run", jobHash(job));
}

/** What jobs share that only some workers can run. */
function groupOf({ code, engine, data }: Pick<Job, "code" | "engine" | "data">): string {
  return hashedId(code.digest, engine.engine, engine.version, engine.threads, data);
}

// Whoever asks.

/** How jobs are queued. */
interface QueueJobsOptions extends QueueOptions {
  runsFolder: string;
  log?: (line: string) => void;
}

/** A job that was sent. */
interface Sent {
  job: Job;
  hooks: JobHooks;
  /** How far its epochs were passed on. */
  cursor: EpochCursor;
  /** The attempt that was told to have begun. */
  begun: number;
  settle(outcome: JobOutcome): void;
  reject(error: unknown): void;
}

/** A job as the queue has it. */
export interface QueuedJob {
  id: string;
  state: "created" | "retry" | "active" | "completed" | "cancelled" | "failed";
  retryCount: number;
  output: unknown;
  startedOn: Date | null;
  /** Of the code that it shall be made by. */
  digest: string;
}

/** More than of processes of this machine, for machines of a cluster come and go. */
const RETRIES = 4;
/** The longest lease that pg-boss knows; heartbeats find a dead worker long before. */
const LONGEST_LEASE_SECONDS = 24 * 3600 - 1;
/** Outcomes are kept so long for whoever asks next. */
const KEPT_SECONDS = 14 * 24 * 3600;
/** Sent with one statement. */
const SENT_AT_ONCE = 500;
/** Before jobs that come one after the other are sent together. */
const GATHERING_MS = 50;
/** Runs whose files come at once. */
const BROUGHT_AT_ONCE = 8;
/** Where they come to, within the folder of the runs. */
const INCOMING = ".incoming";
/** So many times as long as a look at the queue took is waited for the next, at least. */
const PACE = 10;
/** A server that was away does not make anybody wait that long again. */
const LONGEST_PAUSE_MS = 5000;

/** Connects to the queue. Throws a UserError where that fails. */
export async function queueJobs(options: QueueJobsOptions): Promise<JobExecutor> {
  const { runsFolder, log } = options;
  const queue = await openQueue(options);
  const { boss, patienceSeconds } = queue;
  const sent = new Map<string, Sent>();
  const closing = new AbortController();
  const { signal } = closing;
  const patience = { signal, log, patienceSeconds };
  const outbox: Job[] = [];
  let sending: Promise<void> | undefined;
  const giveUp = (error: unknown) => {
    closing.abort(error);
    for (const { reject } of sent.values()) reject(error);
    sent.clear();
  };
  const send = async () => {
    await wait(GATHERING_MS);
    while (outbox.length > 0) {
      const jobs = outbox.splice(0, SENT_AT_ONCE);
      await persist(() => sendOnce(queue, jobs), patience);
    }
    sending = undefined;
  };
  const bringing = atMost(BROUGHT_AT_ONCE);
  const over = Promise.withResolvers<void>();
  let opening: Promise<string> | undefined;
  let clearing = Promise.resolve();
  /** One folder for all that comes, gone at the end. */
  const staging = () =>
    opening ??= new Promise((resolve, reject) => {
      clearing = withStagingFolder(join(runsFolder, INCOMING), "runs-", (folder) => {
        resolve(folder);
        return over.promise;
      }).catch(reject);
    });
  const ended = async (one: Sent, outcome: JobOutcome) => {
    const id = queueIdOf(one.job);
    sent.delete(id);
    try {
      if (outcome.state === "finished") {
        await bringing(() =>
          persist(
            async () => await bringRun(queue.store, one.job, runsFolder, await staging()),
            patience,
          )
        );
      }
      one.settle(outcome);
    } catch (error) {
      one.reject(error);
    }
  };
  const watching = watch(queue, { ...patience, sent, ended, resend: (job) => enqueue(job) })
    .catch(giveUp);
  function enqueue(job: Job) {
    outbox.push(job);
    sending ??= send().catch(giveUp);
  }
  let stopped: Promise<void> | undefined;
  const stop = async (cancel = false) => {
    const left = [...sent.keys()];
    giveUp(new Error("The queue was closed"));
    await Promise.all([watching, sending]);
    over.resolve();
    await clearing;
    // Running ones see with their next heartbeat that nobody wants the outcome.
    if (cancel && left.length > 0) await boss.cancel(JOBS, left).catch(() => {});
    await queue.close();
    // Where nothing is on its way any more.
    await Deno.remove(join(runsFolder, INCOMING)).catch(() => {});
  };
  return {
    slots: null,
    run: (job, hooks) => {
      signal.throwIfAborted();
      const id = queueIdOf(job);
      const { promise, resolve: settle, reject } = Promise.withResolvers<JobOutcome>();
      const cursor = { job: id, attempt: 0, step: -1 };
      sent.set(id, { job, hooks, cursor, begun: -1, settle, reject });
      enqueue(job);
      return promise;
    },
    stop: (cancel) => stopped ??= stop(cancel),
  };
}

/** Sends the jobs that are not in the queue already, waiting, running or completed. */
async function sendOnce(queue: Queue, jobs: readonly Job[]): Promise<void> {
  const { boss, leaseSeconds, store } = queue;
  const byId = new Map(jobs.map((job) => [queueIdOf(job), job]));
  const again: string[] = [];
  for (const { id, state, output, digest } of await lookUp(queue, [...byId.keys()])) {
    const outcome = jobOutcomeSchema.safeParse(output);
    const isWaiting = state === "created" || state === "retry";
    const isKept = state === "active" || (isWaiting && digest === byId.get(id)!.code.digest) ||
      (state === "completed" && outcome.success && outcome.data.state === "finished" &&
        await store.hasFiles(id, "outcome"));
    // What failed, or was stopped, is asked for again.
    if (isKept) byId.delete(id);
    else again.push(id);
  }
  if (again.length > 0) {
    // But what a worker has taken meanwhile.
    await boss.getDb().executeSql(
      "delete from duygu.job where name = $1 and id = any($2::uuid[]) and state <> 'active'",
      [JOBS, again],
    );
  }
  if (byId.size === 0) return await queue.tell(ENDED_JOBS);
  await boss.insert(
    JOBS,
    [...byId].map(([id, job]) => ({
      id,
      data: job,
      // A worker leaves out whole groups.
      group: { id: groupOf(job) },
      retryLimit: RETRIES,
      retryDelay: 0,
      heartbeatSeconds: leaseSeconds,
      expireInSeconds: LONGEST_LEASE_SECONDS,
      retentionSeconds: KEPT_SECONDS,
      deleteAfterSeconds: KEPT_SECONDS,
    })),
  );
  await queue.tell(JOBS);
}

/** The jobs of these ids that the queue has. */
export async function lookUp({ boss }: Queue, ids: readonly string[]): Promise<QueuedJob[]> {
  const { rows } = await boss.getDb().executeSql(
    'select id, state, retry_count as "retryCount", output, started_on as "startedOn", ' +
      "data->'code'->>'digest' as digest from duygu.job where name = $1 and id = any($2::uuid[])",
    [JOBS, ids],
  );
  return rows as QueuedJob[];
}

/** Where the jobs of these names are in the queue at `url`, as far as it has them. */
export async function queueStates(
  url: string,
  jobs: ReadonlyMap<string, Pick<Job, "config" | "data">>,
): Promise<Map<string, Partial<JobStatus>>> {
  const queue = await openQueue({ url });
  try {
    const names = new Map([...jobs].map(([name, job]) => [queueIdOf(job), name]));
    const found = await lookUp(queue, [...names.keys()]);
    const cursors = found.map(({ id }) => ({ job: id, attempt: 0, step: -1 }));
    const epochs = new Map((await queue.store.epochsAfter(cursors)).map((one) => [one.job, one]));
    return new Map(found.map(({ id, state, startedOn, output }) => {
      const at = epochs.get(id);
      const outcome = queueOutcomeSchema.safeParse(output);
      const failed = outcome.success && outcome.data.state === "failed"
        ? outcome.data.reason
        : state === "failed"
        ? `set aside: ${failureText(output)}`
        : undefined;
      const status: Partial<JobStatus> = failed !== undefined
        ? { state: "failed", reason: failed }
        : state === "active"
        ? {
          state: "running",
          ...at ? { worker: at.worker, epoch: at.step } : {},
          ...startedOn ? { since: startedOn.getTime() } : {},
        }
        : { state: "waiting" };
      return [names.get(id)!, status];
    }));
  } finally {
    await queue.close();
  }
}

/** What is looked after. */
interface WatchOptions {
  signal: AbortSignal;
  log?: (line: string) => void;
  patienceSeconds: number;
  sent: Map<string, Sent>;
  ended(one: Sent, outcome: JobOutcome): Promise<void>;
  resend(job: Job): void;
}

/** Looks at the queue until the signal aborts: passes epochs on and settles ended jobs. */
async function watch(queue: Queue, options: WatchOptions): Promise<void> {
  const { signal, log, sent, ended, resend } = options;
  const told = new Set<string>();
  /** Not in the queue at the last look: perhaps on their way. */
  const missing = new Set<string>();
  const warn = warnOfIdleness(log);
  let known = queue.newsOf(ENDED_JOBS);
  while (true) {
    await queue.waitForNews([ENDED_JOBS], known, signal);
    known = queue.newsOf(ENDED_JOBS);
    if (signal.aborted) return;
    if (sent.size === 0) continue;
    const startMs = performance.now();
    const found = await persist(() => lookUp(queue, [...sent.keys()]), options);
    const active = found.filter(({ state }) => state === "active");
    const cursors = active.flatMap(({ id }) => sent.get(id)?.cursor ?? []);
    const epochs = await persist(() => queue.store.epochsAfter(cursors), options);
    for (const { job, attempt, step, value, worker } of epochs) {
      const one = sent.get(job);
      if (!one) continue;
      one.cursor = { job, attempt, step };
      if (step > 0) one.hooks.epoch(step, value);
      else one.hooks.begun(worker, attempt + 1);
      one.begun = Math.max(one.begun, attempt);
    }
    const there = new Set(found.map(({ id }) => id));
    for (const [id, { job }] of sent) {
      if (there.has(id)) missing.delete(id);
      else if (missing.has(id)) resend(job);
      else missing.add(id);
    }
    warn(active.length === 0 && found.every(({ state }) => state === "created"));
    for (const job of found) {
      const one = sent.get(job.id);
      if (!one) continue;
      if (job.state === "failed") {
        const why = failureText(job.output);
        const reason = `its workers died or gave it up, ${job.retryCount + 1} times (${why}); it ` +
          "is set aside until it is asked for again";
        void ended(one, { state: "failed", reason, isUsersMistake: false });
      } else if (job.state === "cancelled") {
        const reason = "it was cancelled in the queue";
        void ended(one, { state: "failed", reason, isUsersMistake: false });
      } else if (job.state === "completed") {
        const output = checkShape(job.output, queueOutcomeSchema, "a job's outcome in the queue");
        if (output.state !== "unable") {
          void ended(one, output);
          continue;
        }
        if (!told.has(output.reason)) log?.(`A worker cannot make these runs: ${output.reason}`);
        told.add(output.reason);
        // Another worker may be able to.
        resend(one.job);
      }
    }
    await wait(Math.min((performance.now() - startMs) * PACE, LONGEST_PAUSE_MS), signal);
  }
}

function failureText(output: unknown): string {
  const found = z.looseObject({ message: z.string() }).safeParse(output);
  return found.success ? found.data.message : JSON.stringify(output);
}

/** Writes the outcome of `job` as its run's folder, unless that is finished already. */
async function bringRun(
  store: QueueStore,
  job: Job,
  runsFolder: string,
  staging: string,
): Promise<void> {
  const folder = runFolder(job.config, runsFolder);
  // The worker may work on the same disk.
  if (await readFinishedRun(folder).catch(() => undefined)) return;
  const id = queueIdOf(job);
  const [coming, going] = ["new", "old"].map((name) => join(staging, `${id}-${name}`));
  if (!await store.getFiles(id, "outcome", coming)) {
    throw new Error(`Expected the queue to have the files of ${runName(job.config)}`);
  }
  if (await isFolder(folder)) await Deno.rename(folder, going);
  await Deno.rename(coming, folder);
}

// The workers.

/** What the queue holds of a job that was run, or that a worker could not run. */
const queueOutcomeSchema = z.discriminatedUnion("state", [
  ...jobOutcomeSchema.options,
  z.object({ state: z.literal("unable"), reason: z.string() }),
]);

/** Files of a run's folder that are of no use elsewhere. */
const OWN = /^(run\.lock|progress\.json)$|\.tmp-/;
/** What only a finished run has: a snapshot of one that is not leaves them out. */
const OF_FINISHED =
  /^(metrics\.json|groups\.json|manifest\.json|timing\.json|duration\.json|model_card\.md|predictions.*\.csv)$/;
/** Read first: whatever other files say is of this state or a later one, which is computed again. */
const CHECKPOINT = /(^|\/)last\.safetensors$/;

/** Runs jobs that are taken from a queue, in the folder of the worker's own runs. */
export function jobService(options: JobRunnerOptions): QueueService {
  const run = jobRunner(options);
  return {
    queue: JOBS,
    tellsEpochs: false,
    groupTitle: "A set of jobs",
    groupOf: (data) => {
      const found = jobSchema.pick({ code: true, engine: true, data: true }).safeParse(data);
      return found.success ? groupOf(found.data) : undefined;
    },
    subjectOf: () => ENDED_JOBS,
    run: async (data, context) => {
      const { id, queue: { store, patienceSeconds }, signal, report, log } = context;
      const patience = { signal, log, patienceSeconds };
      const job = checkShape(data, jobSchema, "a job of the queue");
      const name = runName(job.config);
      const folder = runFolder(job.config, options.runsFolder);
      const { outcome, holder } = await withSentCheckpoints(context, folder, async (changed) => {
        log(`${name} begins`);
        // Whoever asks sees who makes it.
        await report(0, NaN);
        return await run(job, {
          signal,
          onEpoch: ({ epoch, validationLoss }) => report(epoch, validationLoss),
          onCheckpoint: changed,
        });
      });
      if (outcome.state === "finished") {
        const names = (await filesBelow(folder)).filter((file) => !OWN.test(file));
        const put = { holder, folder, names };
        if (!await persist(() => store.putFiles(id, "outcome", put), patience)) {
          throw new UnwantedError("its lease went to another worker");
        }
        await store.dropFiles(id, "checkpoint").catch(() => {});
      }
      const text = outcome.state === "finished" ? "finished" : `failed: ${outcome.reason}`;
      return { output: outcome, text: `${name} ${text}` };
    },
  };
}

/**
 * Runs `work` in the folder, to which what the task's last worker has sent is brought before, and
 * from which it is sent whenever `changed` is called. `holder` is who may put the task's files.
 */
export async function withSentCheckpoints<Outcome>(
  context: ServiceContext,
  folder: string,
  work: (changed: () => void) => Promise<Outcome>,
): Promise<{ outcome: Outcome; holder: string }> {
  const { id, queue: { store, patienceSeconds }, signal, log } = context;
  const holder = crypto.randomUUID();
  await persist(() => store.hold(id, holder), { signal, log, patienceSeconds });
  await restore(store, id, folder);
  const keeper = keepCheckpoints({ ...context, folder, holder });
  try {
    return { outcome: await work(keeper.changed), holder };
  } finally {
    // Also where it is given back: the next worker goes on there.
    await keeper.finish();
  }
}

/** Where another worker stood; not where the run is finished here, or another process makes it. */
async function restore(store: QueueStore, id: string, folder: string): Promise<void> {
  if (await readFinishedRun(folder).catch(() => undefined)) return;
  try {
    const lock = await lockRun(folder);
    try {
      await store.getFiles(id, "checkpoint", folder);
    } finally {
      await lock.release(false);
    }
  } catch (error) {
    if (!(error instanceof RunLockedError)) throw error;
  }
}

/** Sending checkpoints takes at most one part in so many of the time, and one more. */
const SENDING_PACE = 3;

/**
 * Puts where the run stands into the queue: after each epoch, or the newest where that takes long,
 * so that many workers of large networks do not choke the database.
 */
function keepCheckpoints(
  { folder, holder, id, queue: { store }, log }: ServiceContext & {
    folder: string;
    holder: string;
  },
) {
  const known = new Map<string, string>();
  let isChanged = false;
  let putting: Promise<void> | undefined;
  const hurry = new AbortController();
  const put = async () => {
    while (isChanged) {
      isChanged = false;
      const startMs = performance.now();
      const all = (await filesBelow(folder)).filter((name) =>
        !OWN.test(name) && !OF_FINISHED.test(name)
      );
      const first = all.filter((name) => CHECKPOINT.test(name));
      const names = [...first, ...all.filter((name) => !first.includes(name))];
      await store.putFiles(id, "checkpoint", { holder, folder, names, known }).catch((error) => {
        // A run that has just finished removes its checkpoint.
        if (error instanceof Deno.errors.NotFound) return;
        log(`a checkpoint did not get into the queue: ${error.message}`);
      });
      await wait((performance.now() - startMs) * SENDING_PACE, hurry.signal);
    }
    putting = undefined;
  };
  return {
    changed: () => {
      isChanged = true;
      putting ??= put();
    },
    finish: async () => {
      hurry.abort();
      await putting;
    },
  };
}

/** Names below the folder of all its files. */
async function filesBelow(folder: string, below = ""): Promise<string[]> {
  const names: string[] = [];
  if (!pathExists(join(folder, below))) return names;
  for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
    const path = below ? `${below}/${name}` : name;
    if (isDirectory) names.push(...await filesBelow(folder, path));
    else names.push(path);
  }
  return names.sort();
}
