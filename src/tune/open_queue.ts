/**
 * In: a PostgreSQL address. Out: the queue of trials there (pg-boss), through which a study's
 * process and workers on any machine meet.
 */
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import { wait } from "./wait.ts";
import { whyOf, withoutPassword } from "./without_password.ts";

/** How the queue is used. */
export interface QueueOptions {
  /** Such as postgres://user:password@host:5432/database. */
  url: string;
  /** Seconds without a worker's heartbeat after which its trial runs again; at least 10. */
  leaseSeconds?: number;
  /** Seconds between two looks at the queue, where nothing is told meanwhile. */
  pollSeconds?: number;
  /** Seconds without an answer of the server after which a call gives up; 10 minutes by default. */
  patienceSeconds?: number;
}

/** An open queue. */
export interface Queue {
  boss: PgBoss;
  leaseSeconds: number;
  pollSeconds: number;
  patienceSeconds: number;
  /** Wakes whoever waits for news of `subject`: a study's name, or TRIALS. */
  tell(subject: string): Promise<void>;
  /** How often news of `subject` came so far. */
  newsOf(subject: string): number;
  /** Waits for other news of `subject` than the `known` ones, a poll's time, or the signal. */
  waitForNews(subject: string, known: number, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Where trials wait, of all studies. */
export const TRIALS = "duygu-trials";

/** Where workers tell the epochs of a study's trials; see queue_report.ts. */
export function reportsQueue(study: string): string {
  return `duygu-reports-${study}`;
}

/** A minute: longer than any training step keeps a worker from sending its heartbeat. */
const LEASE_SECONDS = 60;
const POLL_SECONDS = 1;
/** A server may be started anew, or moved; one that is gone for longer will not come back. */
const PATIENCE_SECONDS = 600;

/** Where everybody listens; what is told is a study's name, or TRIALS that there is a new trial. */
const CHANNEL = "duygu";

/** Connects, and makes the queue's tables (in the schema "duygu") where they are missing. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { url, leaseSeconds = LEASE_SECONDS, pollSeconds = POLL_SECONDS } = options;
  const { patienceSeconds = PATIENCE_SECONDS } = options;
  const boss = new PgBoss({
    connectionString: checkUrl(url),
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
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {});
    throw new UserError(`Could not open the queue at ${withoutPassword(url)}: ${whyOf(error)}`);
  }
  return {
    ...{ boss, leaseSeconds, pollSeconds, patienceSeconds },
    ...await listen(boss, pollSeconds),
    close: () => boss.stop({ graceful: false }),
  };
}

/** News by PostgreSQL's LISTEN and NOTIFY; where a pool in between lets none through, by polls. */
async function listen(boss: PgBoss, pollSeconds: number) {
  const db = boss.getDb();
  const counts = new Map<string, number>();
  const waiting = new Set<AbortController>();
  const ring = (subject: string) => {
    counts.set(subject, (counts.get(subject) ?? 0) + 1);
    for (const one of waiting) one.abort();
  };
  await db.listen?.(CHANNEL, ring, () => {}).catch(() => {});
  const newsOf = (subject: string) => counts.get(subject) ?? 0;
  return {
    tell: async (subject: string) => {
      // What nobody hears is found by the next poll.
      await db.executeSql("select pg_notify($1, $2)", [CHANNEL, subject]).catch(() => {});
    },
    newsOf,
    waitForNews: async (subject: string, known: number, signal?: AbortSignal) => {
      const end = performance.now() + pollSeconds * 1000;
      while (newsOf(subject) === known && !signal?.aborted && performance.now() < end) {
        const bell = new AbortController();
        waiting.add(bell);
        const either = signal ? AbortSignal.any([signal, bell.signal]) : bell.signal;
        await wait(Math.max(0, end - performance.now()), either);
        waiting.delete(bell);
      }
    },
  };
}

/** How many jobs a pg-boss command changed; its types leave that out. */
export function affected(response: unknown): number {
  return z.object({ affected: z.number() }).parse(response).affected;
}

function checkUrl(url: string): string {
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  throw new UserError(
    `Expected --queue to be like postgres://user:password@host/database, but found ${
      withoutPassword(url)
    }`,
  );
}
