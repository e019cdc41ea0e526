/**
 * The queue under load. What: how many jobs does one PostgreSQL carry, and is any lost or made
 * twice while workers die?
 *
 * Protocol: cheap jobs instead of trainings, asked for by the code that `bench --on queue:` uses, on
 * simulated workers in several processes that use the code of real workers: leases, heartbeats,
 * epochs, files. One process of workers after the other is killed and replaced, some jobs break off
 * and are given back, and some always do, which must be set aside.
 *
 * Budget: minutes for 10,000 jobs.
 *
 * Must show: every job has one outcome, none is lost, poisoned ones are set aside.
 *
 * Run: duygu bench queue --queue postgres://…
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeEnvironment } from "../src/base/describe_environment.ts";
import { pathExists, withStagingFolder, writeFileWhole } from "../src/base/files.ts";
import { jsonText } from "../src/base/json.ts";
import { childPermissions } from "../src/base/processes.ts";
import { startProgress } from "../src/base/progress.ts";
import { createRandom } from "../src/base/random.ts";
import { textTable } from "../src/base/text.ts";
import { codeVersion } from "../src/jobs/code_version.ts";
import { type Job, jobHash, type JobOutcome, makeJob } from "../src/jobs/job.ts";
import { JOBS, openQueue } from "../src/jobs/queue.ts";
import { queueJobs } from "../src/jobs/queue_jobs.ts";
import type { RunConfig } from "../src/train/run_config.ts";
import { runFolder } from "../src/train/train_run.ts";
import type { SimulatedOptions } from "./queue/simulated_workers.ts";

/** What is simulated. */
export interface BenchQueueOptions {
  /** The address of a PostgreSQL; other jobs in it stay. */
  queue: string;
  jobs: number;
  workers: number;
  /** That the workers are divided among. */
  processes: number;
  /** How many of these are killed. */
  kills: number;
  /** Milliseconds of each of a job's three epochs. */
  epochTime: number;
  seed: number;
  /** Where the result goes. */
  out: string;
  json?: boolean;
  quiet?: boolean;
  /** The command that a reader repeats. */
  command: string;
}

/** This share of the jobs breaks off once in a while. */
const FAILING = 0.02;
/** Jobs that always break off. */
const POISONED = 5;

/** What was found. */
export interface QueueLoad {
  jobs: number;
  workers: number;
  kills: number;
  /** Until the last outcome. */
  seconds: number;
  jobsPerSecond: number;
  /** From the first to the last job that was sent. */
  sendingSeconds: number;
  /** Attempts beyond the first, after kills and failures. */
  retries: number;
  /** Jobs with an outcome that is not theirs, or with more than one. */
  doubled: number;
  /** Jobs without an outcome. */
  lost: number;
  /** Jobs that were set aside, and how many should be. */
  setAside: number;
  poisoned: number;
  /** Bytes that the database grew by for each job. */
  bytesPerJob: number;
  /** Connections to the server at the end. */
  connections: number;
}

/** Simulates, writes the result and prints it. Throws UserError where the queue cannot be opened. */
export async function benchQueue(options: BenchQueueOptions): Promise<QueueLoad> {
  const load = await simulate(options);
  const environment = await describeEnvironment();
  const { out, command, json } = options;
  const written = { ...load, environment, command };
  await writeFileWhole(out, jsonText(written));
  const rows = Object.entries(load).map(([name, value]) => [name, String(value)]);
  console.log(json ? JSON.stringify(written, null, 2) : textTable(["what", "figure"], rows));
  return load;
}

async function simulate(options: BenchQueueOptions): Promise<QueueLoad> {
  const { queue: url, jobs: count, processes, kills, seed } = options;
  const queue = await openQueue({ url, leaseSeconds: 10 });
  const one = async (sql: string, values: unknown[] = []) =>
    Number(Object.values((await queue.boss.getDb().executeSql(sql, values)).rows[0])[0]);
  const bytesBefore = await one("select pg_database_size(current_database())");
  // A queue that had this simulation before is asked for other jobs.
  const firstSeed = 1 + await one("select count(*) from duygu.job where name = $1", [JOBS]);
  const jobs = await simulatedJobs(count, firstSeed);
  const poisoned = jobs.slice(0, POISONED).map(({ config }) => config.seed);
  const random = createRandom(seed, "queue load");
  const progress = startProgress({ title: "jobs", total: count, quiet: options.quiet });
  const parent = await Deno.makeTempDir({ prefix: "duygu-queue-" });
  try {
    return await withStagingFolder(parent, "runs-", async (runsFolder) => {
      const workers = workerProcesses(options, { folder: join(runsFolder, "sent"), poisoned });
      const executor = await queueJobs({ url, runsFolder, leaseSeconds: 10, log: progress.log });
      const startMs = performance.now();
      const outcomes = new Map<string, JobOutcome[]>();
      let ended = 0;
      const running = jobs.map(async (job) => {
        const outcome = await executor.run(job, { begun: () => {}, epoch: () => {} });
        outcomes.set(jobHash(job), [...outcomes.get(jobHash(job)) ?? [], outcome]);
        progress.update(++ended);
      });
      const killing = (async () => {
        for (let kill = 0; kill < kills; kill++) {
          const share = (kill + 0.5) / (kills + 1) * count;
          while (ended < share) await new Promise((resolve) => setTimeout(resolve, 50));
          await workers.replace(random.integer(0, processes - 1));
        }
      })();
      await Promise.all([...running, killing]);
      const seconds = (performance.now() - startMs) / 1000;
      await executor.stop();
      const connections = await one(
        "select count(*) from pg_stat_activity where datname = current_database()",
      );
      await workers.stop();
      const ids = jobs.map(({ config }) => config.seed);
      const ofThese = "from duygu.job where name = $1 and (data->'config'->>'seed')::int " +
        "between $2 and $3";
      const range = [JOBS, ids[0], ids.at(-1)!];
      const sendingSeconds = await one(
        `select extract(epoch from max(created_on) - min(created_on)) ${ofThese}`,
        range,
      );
      const retries = await one(`select sum(retry_count) ${ofThese}`, range);
      const isRight = (job: Job) => {
        const path = join(runFolder(job.config, runsFolder), "outcome.json");
        return pathExists(path) && JSON.parse(Deno.readTextFileSync(path)).run === jobHash(job);
      };
      const stateOf = (job: Job) => outcomes.get(jobHash(job)) ?? [];
      const setAside = jobs.filter((job) => stateOf(job).some(({ state }) => state === "failed"));
      return {
        ...{ jobs: count, workers: options.workers, kills },
        seconds: Math.round(seconds * 10) / 10,
        jobsPerSecond: Math.round(count / seconds * 10) / 10,
        sendingSeconds: Math.round(sendingSeconds * 100) / 100,
        retries,
        doubled: jobs.filter((job) =>
          stateOf(job).length > 1 || (!setAside.includes(job) && !isRight(job))
        ).length,
        lost: jobs.filter((job) =>
          stateOf(job).length === 0
        ).length,
        setAside: setAside.length,
        poisoned: poisoned.length,
        bytesPerJob: Math.round(
          (await one("select pg_database_size(current_database())") - bytesBefore) / count,
        ),
        connections,
      };
    });
  } finally {
    progress.stop();
    await queue.close();
    await Deno.remove(parent, { recursive: true }).catch(() => {});
  }
}

/** Jobs that differ in their seed. */
async function simulatedJobs(count: number, firstSeed: number): Promise<Job[]> {
  const engine = { engine: "cpu", version: "simulated", threads: 1 } as const;
  const code = await codeVersion();
  const config = (seed: number): RunConfig => ({
    version: 1,
    ...{ corpus: "simulated", protocol: "paper", fold: "", seed, features: null },
    network: { kind: "denseFeatures", units: [8] },
    training: {
      ...{ learningRate: 0.01, epochs: 3, batchSize: 16, balanced: false },
      schedule: { kind: "plateau", factor: 0.5, patience: 2, leastChange: 1e-4 },
      earlyStopping: { patience: 3 },
      precision: "float32",
    },
  });
  return Array.from(
    { length: count },
    (_, at) => makeJob(config(firstSeed + at), { data: "simulated", engine, code }),
  );
}

/** Processes of simulated workers, of which one can be killed and replaced. */
function workerProcesses(
  { queue: url, workers, processes, epochTime, seed }: BenchQueueOptions,
  { folder, poisoned }: Pick<SimulatedOptions, "folder" | "poisoned">,
) {
  const { hostname, port } = new URL(url);
  const permissions = childPermissions({
    writes: [folder],
    connects: `${hostname}:${port || 5432}`,
  });
  const script = fileURLToPath(new URL("queue/simulated_workers.ts", import.meta.url));
  let started = 0;
  const start = () => {
    const options: SimulatedOptions = {
      ...{ url, folder, poisoned, failing: FAILING, epochMs: epochTime },
      workers: Math.ceil(workers / processes),
      seed: seed + started++,
    };
    return new Deno.Command(Deno.execPath(), {
      args: ["run", "--frozen", ...permissions, script, JSON.stringify(options)],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
  };
  const running = Array.from({ length: processes }, start);
  const end = async (child: Deno.ChildProcess) => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await child.status;
  };
  return {
    replace: async (at: number) => {
      await end(running[at]);
      running[at] = start();
    },
    stop: async () => void await Promise.all(running.map(end)),
  };
}
