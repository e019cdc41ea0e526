import type { Job as QueuedTask } from "pg-boss";
import { UserError } from "../base/user_error.ts";
import { releaseFreedMemory } from "../engine/tensorflow/c_library.ts";
import { affected, openQueue, persist, type Queue, type QueueOptions } from "./queue.ts";
import type { QueueEpoch } from "./queue_store.ts";
import { workerName } from "./run_job.ts";

/** One kind of task that a worker takes from the queue. */
export interface QueueService {
  /** Where such tasks wait. */
  queue: string;
  /**
   * What tasks share that only some workers can run, such as a study; undefined for one that is not
   * to be understood.
   */
  groupOf(data: unknown): string | undefined;
  /** Whose news it is that a task of this group has come farther. */
  subjectOf(group: string): string;
  /** Whether each epoch is news at once; else whoever asks sees it at the next look. */
  tellsEpochs: boolean;
  /** How a group is called where it is left to others: "A study". */
  groupTitle: string;
  /**
   * Runs a task and resolves to its outcome. It rejects with UserError where this worker can run
   * none of the group, and with the signal's reason on an abort.
   */
  run(data: unknown, context: ServiceContext): Promise<ServiceOutcome>;
}

/** What is stored of a task that was run. */
interface ServiceOutcome {
  /** As whoever asks reads it. */
  output: object;
  /** For the worker's own log: "trial 3 finished with 0.9". */
  text: string;
}

/** What a running task calls. */
export interface ServiceContext {
  queue: Queue;
  /** The task's id. */
  id: string;
  /** Tells an epoch's value; what does not get through is told with the next one. */
  report(step: number, value: number): Promise<void>;
  /** Aborts where nobody wants the outcome any more; see {@link UnwantedError}. */
  signal: AbortSignal;
  log(line: string): void;
}

/** How a queue's worker works. */
interface ServeQueueOptions extends QueueOptions {
  services: readonly QueueService[];
  /** Aborts to give the running task back and stop. */
  signal?: AbortSignal;
  /** Stops after so many seconds without a task; goes on for ever by default. */
  idleSeconds?: number;
  log?: (line: string) => void;
}

/**
 * Takes one task after the other and stores each outcome once: where this worker's lease was lost
 * meanwhile, or the task is no longer wanted, its outcome is dropped. Groups that this worker cannot
 * run, for want of data, engine or code or because a newer Duygu sent them, are left to others; who
 * asked is told why. On an abort the running task goes back to the queue and the signal's reason is
 * thrown. Throws a UserError where the queue cannot be opened or has not answered for long, and a
 * task's own error where several in a row failed.
 */
export async function serveQueue(options: ServeQueueOptions): Promise<void> {
  const queue = await openQueue(options);
  try {
    await serveOn(queue, options);
  } finally {
    await queue.close();
  }
}

/** The same on an open queue, which several workers of one process may share. */
export async function serveOn(
  queue: Queue,
  options: Omit<ServeQueueOptions, keyof QueueOptions>,
): Promise<void> {
  const { services, signal, idleSeconds = Infinity, log } = options;
  const { patienceSeconds } = queue;
  const subjects = services.map((service) => service.queue);
  const left = new Map(services.map((service) => [service, new Set<string>()]));
  let waitingSinceMs = performance.now();
  let failures = 0;
  /** The next task of any kind; undefined where none waits. */
  const fetchNext = async () => {
    for (const service of services) {
      const [task] = await persist(
        () => queue.boss.fetch<unknown>(service.queue, { ignoreGroups: [...left.get(service)!] }),
        { signal, log, patienceSeconds },
      );
      if (task) return { service, task };
    }
  };
  while (!signal?.aborted) {
    const known = queue.newsOf(...subjects);
    const next = await fetchNext();
    if (next) {
      const { service, task } = next;
      const { group, error } = await runTask(queue, service, task, options);
      releaseFreedMemory();
      if (error instanceof UserError && group !== undefined) left.get(service)!.add(group);
      // One broken task says nothing of this worker; several in a row do.
      failures = error instanceof UserError || !error ? 0 : failures + 1;
      if (failures === MOST_FAILURES) throw error;
      waitingSinceMs = performance.now();
    } else if (performance.now() - waitingSinceMs >= idleSeconds * 1000) return;
    else await queue.waitForNews(subjects, known, signal);
  }
  signal?.throwIfAborted();
}

/** Much shorter than any lease, for a heartbeat also tells that the task is no longer wanted. */
const HEARTBEAT_MS = 2500;

/** So many tasks in a row that end in an error of the program end the worker. */
const MOST_FAILURES = 3;

/** Thrown inside a task whose lease was lost or that nobody wants any more. */
export class UnwantedError extends Error {}

/** How a task ended for this worker. */
interface Ended {
  group?: string;
  /** UserError where the worker cannot run the group; another error where something broke. */
  error?: unknown;
}

async function runTask(
  queue: Queue,
  service: QueueService,
  task: QueuedTask<unknown>,
  options: Pick<ServeQueueOptions, "signal" | "log">,
): Promise<Ended> {
  const { signal, log = () => {} } = options;
  const { boss, store } = queue;
  // Of a task that is otherwise not to be understood.
  const group = service.groupOf(task.data);
  const tell = async () => {
    if (group !== undefined) await queue.tell(service.subjectOf(group));
  };
  const lease = keepLease(queue, service.queue, task, signal);
  /** Epochs that have not got through yet; the next one, or the outcome, tries again. */
  const unsent: QueueEpoch[] = [];
  const sendEpochs = async () => {
    for (; unsent.length > 0; unsent.shift()) await store.addEpoch(unsent[0]);
  };
  const report = async (step: number, value: number) => {
    const { id, retryCount: attempt } = task;
    unsent.push({ job: id, attempt, step, value, worker: workerName() });
    await sendEpochs().catch((error) =>
      log(`${unsent.length} epochs are not in the queue yet: ${error.message}`)
    );
    if (service.tellsEpochs) await tell();
  };
  try {
    const context = { queue, id: task.id, signal: lease.signal, report, log };
    const { output, text } = await service.run(task.data, context);
    log(text);
    await persist(sendEpochs, { signal, log, patienceSeconds: queue.patienceSeconds });
    await complete(queue, service, task, output, options);
    await tell();
    return { group };
  } catch (error) {
    if (lease.signal.reason instanceof UnwantedError) {
      log(`a task was stopped: ${lease.signal.reason.message}`);
      return { group };
    }
    const reason = (error as Error).message;
    if (signal?.aborted || !(error instanceof UserError)) {
      // Given back: another worker may be able to run it. Else its lease runs out.
      await boss.fail(service.queue, task, { message: reason }).catch(() => {});
      await queue.tell(service.queue);
      if (signal?.aborted) throw error;
      log(`a task broke off: ${reason}`);
      return { group, error };
    }
    log(`${group === undefined ? "A job" : service.groupTitle} is left to others: ${reason}`);
    await complete(queue, service, task, { state: "unable", reason, details: {} }, options);
    await tell();
    return { group, error };
  } finally {
    lease.end();
  }
}

/** Stores what became of a task. */
async function complete(
  { boss, patienceSeconds }: Queue,
  { queue }: QueueService,
  task: QueuedTask<unknown>,
  output: object,
  { signal, log }: Pick<ServeQueueOptions, "signal" | "log">,
): Promise<void> {
  const stored = await persist(
    () => boss.complete(queue, task, output),
    { signal, log, patienceSeconds },
  );
  if (affected(stored) === 0) log?.("its outcome came too late and was dropped");
}

/**
 * Sends heartbeats; its signal aborts with `signal`, and with an {@link UnwantedError} once the
 * task is no longer this worker's.
 */
function keepLease(
  { boss }: Queue,
  queue: string,
  task: QueuedTask<unknown>,
  signal?: AbortSignal,
) {
  const own = new AbortController();
  const renew = async () => {
    if (affected(await boss.touch(queue, task)) > 0) return;
    own.abort(new UnwantedError("it was pruned, or its lease went to another worker"));
  };
  // A heartbeat that does not get through is followed by the next; the lease outlasts several.
  const timer = setInterval(() => renew().catch(() => {}), HEARTBEAT_MS);
  return {
    signal: signal ? AbortSignal.any([signal, own.signal]) : own.signal,
    end: () => clearInterval(timer),
  };
}
