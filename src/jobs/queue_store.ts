/**
 * Tables beside those of the queue: the epochs that tasks have come to, and files, in chunks with
 * their hashes, so that workers and whoever asks share no disk.
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import type pg from "pg";
import { makeFolder, sha256 } from "../base/files.ts";

// @ts-types="npm:@types/pg@8.23.1"

/** A pool of connections. */
type Pool = pg.Pool;

/** Kept so long after the last change, for whoever asks next. */
const KEPT = "14 days";
/** Larger files travel in several rows. */
const CHUNK_BYTES = 2 ** 20;

/** An epoch of a task. */
export interface QueueEpoch {
  job: string;
  /** Which attempt at the task, from 0. */
  attempt: number;
  step: number;
  /** NaN where it is no number. */
  value: number;
  worker: string;
}

/** How far somebody knows a task's epochs. */
export type EpochCursor = Pick<QueueEpoch, "job" | "attempt" | "step">;

/** Which of a job's files: where it stands, or what it came to. */
export type FileSet = "checkpoint" | "outcome";

/** See queue_store.ts. */
export interface QueueStore {
  /** Stores an epoch; the same again changes nothing. */
  addEpoch(epoch: QueueEpoch): Promise<void>;
  /** The epochs behind the cursors, in order. */
  epochsAfter(cursors: readonly EpochCursor[]): Promise<QueueEpoch[]>;
  /** Makes `holder` the only one who may put files of the job. */
  hold(job: string, holder: string): Promise<void>;
  /**
   * Replaces the job's files of this set by those below `folder` of these names, all or none.
   * `known` has the hashes of what the same holder put before, which is not sent again.
   * Returns false where somebody else holds the job by now.
   */
  putFiles(job: string, set: FileSet, files: PutFiles): Promise<boolean>;
  /** Writes the job's files of this set below `folder`; false where there are none. */
  getFiles(job: string, set: FileSet, folder: string): Promise<boolean>;
  /** Whether there are files of this set. */
  hasFiles(job: string, set: FileSet): Promise<boolean>;
  /** Removes the job's files of this set. */
  dropFiles(job: string, set: FileSet): Promise<void>;
}

/** What is put. */
interface PutFiles {
  holder: string;
  folder: string;
  /** Below the folder, in the order in which they are read. */
  names: readonly string[];
  known?: Map<string, string>;
}

/** Makes the tables where they are missing, and forgets what nobody has asked for in two weeks. */
export async function makeTables(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    // Two processes that make one table at once would disturb each other.
    await client.query("select pg_advisory_xact_lock(hashtextextended('duygu tables', 0))");
    await client.query(`
      create table if not exists duygu.job_epochs (
        job uuid not null, attempt int not null, step float8 not null, value float8 not null,
        worker text not null, told_on timestamptz not null default now(),
        primary key (job, attempt, step));
      create table if not exists duygu.job_holders (
        job uuid primary key, holder uuid not null, held_on timestamptz not null default now());
      create table if not exists duygu.job_files (
        job uuid not null, set text not null, name text not null, bytes bigint not null,
        sha256 text not null, put_on timestamptz not null default now(), primary key (job, set, name));
      create table if not exists duygu.job_chunks (
        job uuid not null, set text not null, name text not null, part int not null,
        sha256 text not null, content bytea not null, primary key (job, set, name, part),
        foreign key (job, set, name) references duygu.job_files on delete cascade);
      alter table duygu.job_chunks alter column content set storage external;
      delete from duygu.job_epochs where told_on < now() - interval '${KEPT}';
      delete from duygu.job_holders where held_on < now() - interval '${KEPT}';
      delete from duygu.job_files where put_on < now() - interval '${KEPT}';
    `);
  });
}

/** The store in the database of the pool. */
export function queueStore(pool: Pool): QueueStore {
  return {
    addEpoch: async ({ job, attempt, step, value, worker }) => {
      await pool.query(
        "insert into duygu.job_epochs (job, attempt, step, value, worker) " +
          "values ($1, $2, $3, $4, $5) on conflict do nothing",
        [job, attempt, step, value, worker],
      );
    },
    epochsAfter: async (cursors) => {
      const { rows } = await pool.query<QueueEpoch>(
        "select told.job, told.attempt, told.step, told.value, told.worker " +
          "from unnest($1::uuid[], $2::int[], $3::float8[]) as known (job, attempt, step) " +
          "join duygu.job_epochs told on told.job = known.job " +
          "and (told.attempt, told.step) > (known.attempt, known.step) " +
          "order by told.job, told.attempt, told.step",
        [
          cursors.map(({ job }) => job),
          cursors.map(({ attempt }) => attempt),
          cursors.map(({ step }) => step),
        ],
      );
      return rows;
    },
    hold: async (job, holder) => {
      await pool.query(
        "insert into duygu.job_holders (job, holder) values ($1, $2) " +
          "on conflict (job) do update set holder = excluded.holder, held_on = now()",
        [job, holder],
      );
    },
    putFiles: (job, set, files) => putFiles(pool, job, set, files),
    getFiles: (job, set, folder) => getFiles(pool, job, set, folder),
    hasFiles: async (job, set) => {
      const { rows } = await pool.query(
        "select 1 from duygu.job_files where job = $1 and set = $2 limit 1",
        [job, set],
      );
      return rows.length > 0;
    },
    dropFiles: async (job, set) => {
      await pool.query("delete from duygu.job_files where job = $1 and set = $2", [job, set]);
    },
  };
}

function putFiles(
  pool: Pool,
  job: string,
  set: FileSet,
  { holder, folder, names, known = new Map() }: PutFiles,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query(
      "select holder from duygu.job_holders where job = $1 for share",
      [job],
    );
    if (rows[0]?.holder !== holder) return false;
    for (const name of names) {
      const bytes = await Deno.readFile(join(folder, name));
      const hash = sha256(bytes);
      const key = `${set}/${name}`;
      if (known.get(key) === hash) continue;
      const place = [job, set, name];
      await client.query(
        "delete from duygu.job_files where job = $1 and set = $2 and name = $3",
        place,
      );
      await client.query(
        "insert into duygu.job_files (job, set, name, bytes, sha256) values ($1, $2, $3, $4, $5)",
        [...place, bytes.length, hash],
      );
      for (let part = 0; part * CHUNK_BYTES < bytes.length; part++) {
        const content = bytes.subarray(part * CHUNK_BYTES, (part + 1) * CHUNK_BYTES);
        await client.query(
          "insert into duygu.job_chunks (job, set, name, part, sha256, content) " +
            "values ($1, $2, $3, $4, $5, $6)",
          [...place, part, sha256(content), content],
        );
      }
      known.set(key, hash);
    }
    await client.query(
      "delete from duygu.job_files where job = $1 and set = $2 and not name = any($3)",
      [job, set, names],
    );
    return true;
  }).catch((error) => {
    // What of it is there is not known.
    known.clear();
    throw error;
  });
}

async function getFiles(
  pool: Pool,
  job: string,
  set: FileSet,
  folder: string,
): Promise<boolean> {
  // One state of the tables: they may be replaced meanwhile.
  return await inTransaction(pool, async (client) => {
    // With the first chunk, which is the whole of most files.
    const { rows: files } = await client.query<StoredFile>(
      "select file.name, file.bytes, file.sha256, chunk.content, chunk.sha256 as wanted " +
        "from duygu.job_files file left join duygu.job_chunks chunk " +
        "on chunk.job = file.job and chunk.set = file.set and chunk.name = file.name " +
        "and chunk.part = 0 where file.job = $1 and file.set = $2 order by file.name",
      [job, set],
    );
    for (const { name, bytes, sha256: hash, ...first } of files) {
      if (name.split("/").some((part) => part === "" || part.startsWith("."))) {
        throw new Error(`Expected a file's name in the queue, but found ${JSON.stringify(name)}`);
      }
      const path = join(folder, name);
      await makeFolder(dirname(path));
      using file = await Deno.open(path, { write: true, create: true, truncate: true });
      const whole = createHash("sha256");
      for (let part = 0; part * CHUNK_BYTES < Number(bytes); part++) {
        const { content, wanted } = part === 0 ? first : (await client.query<StoredChunk>(
          "select content, sha256 as wanted from duygu.job_chunks " +
            "where job = $1 and set = $2 and name = $3 and part = $4",
          [job, set, name, part],
        )).rows[0] ?? {};
        if (!content || sha256(content) !== wanted) throw new Error(damaged(name, `part ${part}`));
        whole.update(content);
        for (let written = 0; written < content.length;) {
          written += await file.write(content.subarray(written));
        }
      }
      if (whole.digest("hex") !== hash) throw new Error(damaged(name, "it"));
    }
    return files.length > 0;
  }, "begin isolation level repeatable read read only");
}

/** A chunk as the tables have it; null where a file has none. */
interface StoredChunk {
  content: Uint8Array | null;
  wanted: string | null;
}

/** A file with its first chunk. */
interface StoredFile extends StoredChunk {
  name: string;
  /** PostgreSQL's large numbers come as text. */
  bytes: string;
  sha256: string;
}

function damaged(name: string, what: string): string {
  return `Expected the file ${name} from the queue to have the hash that it was sent with, but ` +
    `${what} has another`;
}

async function inTransaction<T>(
  pool: Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  begin = "begin",
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    // A connection that broke is not used again.
    client.release(true);
    throw error;
  }
}
