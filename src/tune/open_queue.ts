/**
 * In: a PostgreSQL address. Out: the queue of trials there (pg-boss), through which a study's
 * process and workers on any machine meet.
 */
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import { withoutPassword } from "./without_password.ts";

/** How the queue is used. */
export interface QueueOptions {
  /** Such as postgres://user:password@host:5432/database. */
  url: string;
  /** Seconds without a worker's heartbeat after which its trial runs again; at least 10. */
  leaseSeconds?: number;
  /** Seconds between two looks at the queue. */
  pollSeconds?: number;
}

/** An open queue. */
export interface Queue {
  boss: PgBoss;
  leaseSeconds: number;
  pollSeconds: number;
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

/** Connects, and makes the queue's tables (in the schema "duygu") where they are missing. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { url, leaseSeconds = LEASE_SECONDS, pollSeconds = POLL_SECONDS } = options;
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
  return { boss, leaseSeconds, pollSeconds, close: () => boss.stop({ graceful: false }) };
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

/** Several addresses of a host that all refuse make an AggregateError with an empty message. */
function whyOf(error: unknown): string {
  const { message, errors } = error as Partial<AggregateError>;
  return message || errors?.map((one) => (one as Error).message).join(", ") || String(error);
}
