/**
 * In: a PostgreSQL address and a study's name. Out: the right to be the one process that runs this
 * study through the queue there, from whatever machine and copy of its folder.
 *
 * The right is a lock of a connection that is kept open: it ends with the process, however that
 * ends. Two such processes would take each other's reports, and the first to end would remove what
 * the other waits for.
 */
// @ts-types="npm:@types/pg@8.23.1"
import pg from "pg";
import { UserError } from "../base/user_error.ts";
import { whyOf } from "./without_password.ts";
import { wait } from "./wait.ts";

/** A held lock. */
export interface StudyLock {
  /** Aborts where the connection was lost and another process has taken the study meanwhile. */
  lost: AbortSignal;
  release(): Promise<void>;
}

/** A server notices after about a minute that the machine of a silent connection is gone. */
const KEEPALIVE = "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; " +
  "set tcp_keepalives_count = 3";
const RECONNECT_MS = 1000;

/** Takes the lock. Throws UserError where another process has it or the server cannot be reached. */
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
