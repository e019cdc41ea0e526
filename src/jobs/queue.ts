import pg from "pg";
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { sha256 } from "../base/files.ts";
import { wait } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";
import { makeTables, type QueueStore, queueStore } from "./queue_store.ts";

/** How the queue is used. */
export interface QueueOptions {
  /** Such as postgres://user:password@host:5432/database. */
  url: string;
  /** Seconds without a worker's heartbeat after which its trial runs again; at least 10. */
  leaseSeconds?: number;
  /** Seconds between two looks at the queue, where nothing is reported meanwhile. */
  pollSeconds?: number;
  /** Seconds without an answer of the server after which a call gives up; 10 minutes by default. */
  patienceSeconds?: number;
}

/** An open queue. */
export interface Queue {
  boss: PgBoss;
  /** Where epochs and files are kept. */
  store: QueueStore;
  leaseSeconds: number;
  pollSeconds: number;
  patienceSeconds: number;
  /** Wakes whoever waits for news of `subject`: a study's name, TRIALS, JOBS or ENDED_JOBS. */
  tell(subject: string): Promise<void>;
  /** How often news of the subjects came so far. */
  newsOf(...subjects: string[]): number;
  /** Waits for other news of the subjects than the `known` ones, a poll's time, or the signal. */
  waitForNews(subjects: string[], known: number, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Where trials wait, of all studies. */
export const TRIALS = "duygu-trials";

/** Where jobs wait: runs that `bench` and others ask for. */
export const JOBS = "duygu-jobs";

/** The subject of news that a job has ended or come farther. */
export const ENDED_JOBS = "duygu-jobs-news";

/** A minute: longer than any training step keeps a worker from sending its heartbeat. */
const LEASE_SECONDS = 60;
const POLL_SECONDS = 1;
/** A server may be started anew, or moved; one that is gone for longer will not come back. */
const PATIENCE_SECONDS = 600;

/**
 * Where everybody listens; what is reported is a study's name, or TRIALS that there is a new trial.
 */
const CHANNEL = "duygu";

/** Connects, and makes the queue's tables (in the schema "duygu") where they are missing. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { url, leaseSeconds = LEASE_SECONDS, pollSeconds = POLL_SECONDS } = options;
  const { patienceSeconds = PATIENCE_SECONDS } = options;
  const pool = new pg.Pool({
    ...{ connectionString: checkUrl(url), max: 8, application_name: "duygu" },
    // A pool that is closed waits for its connections; one that is idle keeps no process alive.
    allowExitOnIdle: true,
  });
  pool.on("error", () => {});
  const boss = new PgBoss({
    connectionString: url,
    // A worker waits for one answer at a time; a server has connections for few clients.
    max: 4,
    schema: "duygu",
    application_name: "duygu",
    schedule: false,
    // Who looks for lost leases: every process of the queue, so that one of them suffices.
    superviseIntervalSeconds: Math.max(1, Math.floor(leaseSeconds / 5)),
    monitorIntervalSeconds: Math.max(1, Math.floor(leaseSeconds / 5)),
  });
  // A lost connection is made again by the next call, whose error is the one that counts.
  boss.on("error", () => {});
  try {
    await boss.start();
    await boss.createQueue(TRIALS);
    await boss.createQueue(JOBS);
    await makeTables(pool);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    await pool.end().catch(() => {});
    throw new UserError(`Could not open the queue at ${withoutPassword(url)}: ${whyOf(error)}`);
  }
  return {
    ...{ boss, leaseSeconds, pollSeconds, patienceSeconds },
    store: queueStore(pool),
    ...await listen(boss, pollSeconds),
    close: async () => {
      await boss.stop({ graceful: false });
      await pool.end().catch(() => {});
    },
  };
}

/** News by PostgreSQL's LISTEN and NOTIFY; where a pool in between lets none through, by polls. */
async function listen(boss: PgBoss, pollSeconds: number) {
  const db = boss.getDb();
  const counts = new Map<string, number>();
  const waiting = new Map<AbortController, string[]>();
  const ring = (subject: string) => {
    counts.set(subject, (counts.get(subject) ?? 0) + 1);
    for (const [one, subjects] of waiting) if (subjects.includes(subject)) one.abort();
  };
  await db.listen?.(CHANNEL, ring, () => {}).catch(() => {});
  const newsOf = (...subjects: string[]) =>
    subjects.reduce((sum, subject) => sum + (counts.get(subject) ?? 0), 0);
  return {
    tell: async (subject: string) => {
      // What no listener gets is found by the next poll.
      await db.executeSql("select pg_notify($1, $2)", [CHANNEL, subject]).catch(() => {});
    },
    newsOf,
    waitForNews: async (subjects: string[], known: number, signal?: AbortSignal) => {
      const end = performance.now() + pollSeconds * 1000;
      while (newsOf(...subjects) === known && !signal?.aborted && performance.now() < end) {
        const bell = new AbortController();
        waiting.set(bell, subjects);
        const either = signal ? AbortSignal.any([signal, bell.signal]) : bell.signal;
        await wait(Math.max(0, end - performance.now()), either);
        waiting.delete(bell);
      }
    },
  };
}

/** A UUID (version 8, free form) made of `parts`: who asks for the same finds what is there. */
export function hashedId(...parts: (string | number)[]): string {
  const hash = sha256(JSON.stringify(parts));
  const variant = "89ab"[parseInt(hash[16], 16) % 4];
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
}

/** How many jobs a pg-boss command changed; its types leave that out. */
export function affected(response: unknown): number {
  return z.object({ affected: z.number() }).parse(response).affected;
}

function checkUrl(url: string): string {
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  throw new UserError(
    `Expected a queue to be like postgres://user:password@host/database, but found ${
      withoutPassword(url)
    }`,
  );
}

/** How long is tried. */
interface PersistOptions {
  /** Aborts to give up. */
  signal?: AbortSignal;
  /** Seconds between two tries. */
  pauseSeconds?: number;
  /** Gives up after so many seconds without an answer; never by default. */
  patienceSeconds?: number;
  /** Told why a try failed, once for each spell of failures. */
  log?: (line: string) => void;
}

/**
 * Calls `work` until it succeeds. `work` must bear to be called again where only its answer was
 * lost. Throws the signal's reason on an abort, and UserError where it gives up.
 */
export async function persist<T>(
  work: () => Promise<T>,
  { signal, pauseSeconds = 5, patienceSeconds = Infinity, log }: PersistOptions = {},
): Promise<T> {
  const startMs = performance.now();
  for (let tries = 1;; tries++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const why = (error as Error).message;
      const limit = Number.isFinite(patienceSeconds) ? ` for ${patienceSeconds} s` : "";
      if (performance.now() - startMs >= patienceSeconds * 1000) {
        throw new UserError(
          `The queue has not answered${limit} (${why}); start again when it does, with --resume ` +
            "for a study: all that has ended is kept",
        );
      }
      if (tries === 1) log?.(`The queue does not answer (${why}); trying on${limit}`);
      await wait(pauseSeconds * 1000, signal);
      signal?.throwIfAborted();
    }
  }
}

const IDLE_SECONDS = 20;

/** Says once, for each time that all jobs wait for long, that there may be no worker. */
export function warnOfIdleness(log: (line: string) => void = () => {}): (isIdle: boolean) => void {
  let sinceMs: number | undefined;
  let isSaid = false;
  return (isIdle) => {
    if (!isIdle) {
      sinceMs = undefined;
      isSaid = false;
      return;
    }
    sinceMs ??= performance.now();
    if (isSaid || performance.now() - sinceMs < IDLE_SECONDS * 1000) return;
    isSaid = true;
    log("No worker has taken anything yet; `duygu worker --queue …` starts one");
  };
}

/** For messages and files that others read; see RFC 3986 for where a password may stand. */
export function withoutPassword(text: string): string {
  return text.replace(/(:\/\/[^:/@]*):.*@/, "$1:…@").replace(/([?&]password=)[^&]*/, "$1…");
}

/**
 * Why a connection failed: several addresses of a host that all refuse make an AggregateError with
 * an empty message.
 */
function whyOf(error: unknown): string {
  const { message, errors } = error as Partial<AggregateError>;
  return message || errors?.map((one) => (one as Error).message).join(", ") || String(error);
}

/**
 * In: a PostgreSQL address and a study's name. Out: the right to be the one process that runs this
 * study through the queue there, from whatever machine and copy of its folder.
 *
 * The right is a lock of a connection that is kept open: it ends with the process, however that
 * ends. Two such processes would each propose points under the numbers of the other's trials.
 */
// @ts-types="npm:@types/pg@8.23.1"

/** A held lock. */
interface StudyLock {
  /** Aborts where the connection was lost and another process has taken the study meanwhile. */
  lost: AbortSignal;
  release(): Promise<void>;
}

/** A server notices after about a minute that the machine of a silent connection is gone. */
const KEEPALIVE = "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; " +
  "set tcp_keepalives_count = 3";
const RECONNECT_MS = 1000;

/**
 * Takes the lock. Throws UserError where another process has it or the server cannot be reached.
 */
export async function lockStudy(url: string, study: string): Promise<StudyLock> {
  const lost = new AbortController();
  const released = new AbortController();
  const taken = new UserError(
    "Expected no other process to run this study through the queue, but one does; end it first, " +
      "or take another --study folder",
  );
  let client: pg.Client;
  const connect = async (): Promise<boolean> => {
    client = new pg.Client({ connectionString: url, application_name: "duygu", keepAlive: true });
    // Without a listener a lost connection would end the process.
    client.on("error", () => void reconnect());
    await client.connect();
    await client.query(KEEPALIVE);
    const { rows } = await client.query(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as held",
      [`duygu ${study}`],
    );
    return rows[0].held;
  };
  let reconnecting = false;
  const reconnect = async () => {
    if (reconnecting) return;
    reconnecting = true;
    while (!released.signal.aborted) {
      await wait(RECONNECT_MS, released.signal);
      try {
        if (!released.signal.aborted && !await connect()) lost.abort(taken);
        break;
      } catch {
        // The queue's own calls tell that the server does not answer, and give up.
      }
    }
    reconnecting = false;
  };
  const end = async () => await client.end().catch(() => {});
  let held: boolean;
  try {
    held = await connect();
  } catch (error) {
    await end();
    throw new UserError(`Could not lock the study in the queue: ${whyOf(error)}`);
  }
  if (!held) {
    await end();
    throw taken;
  }
  return {
    lost: lost.signal,
    release: async () => {
      released.abort();
      await end();
    },
  };
}
