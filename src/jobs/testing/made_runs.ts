/** Tests only. Cheap runs on a generated table, and what they shall have in common wherever made. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Corpus } from "../../data/corpus.ts";
import { requireCorpus } from "../../data/find_corpus.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { defaultConfig } from "../../train/default_config.ts";
import { overrideConfig, type RunConfig } from "../../train/run_config.ts";
import type { RunResult } from "../../train/train_run.ts";
import { writeMadeTable } from "../../tune/testing/made_table.ts";
import type { JobExecutor } from "../job.ts";
import { localJobs } from "../local_jobs.ts";
import { allRuns, type Jobs, openJobs } from "../run_jobs.ts";

/** Threads of every engine in these tests. */
export const THREADS = 1;

/** A table in `folder`, and runs of it with the seeds from 1. */
export async function madeRuns(
  folder: string,
  count: number,
  epochs = 4,
): Promise<{ data: string; corpus: Corpus; configs: RunConfig[] }> {
  const data = join(folder, "data");
  await writeMadeTable(data, 90);
  const corpus = await requireCorpus("anad", { dataRoot: data, quiet: true });
  const configs = Array.from({ length: count }, (_, index) =>
    overrideConfig(
      defaultConfig(corpus, { seed: index + 1 }),
      { training: { epochs, earlyStopping: { patience: epochs } } },
      "the test's configuration",
    ));
  return { data, corpus, configs };
}

/** Asks `executor` for runs in `runsFolder`, without a display. */
export async function openTestJobs(
  runsFolder: string,
  executor: (log: (line: string) => void) => JobExecutor | Promise<JobExecutor>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Jobs> {
  const engine = await selectEngine({ threads: THREADS });
  return openJobs({
    ...{ engine, runsFolder, signal, quiet: true },
    executor: async (log) => await executor(log),
  });
}

/**
 * The runs, made one after the other by processes of this machine that nothing disturbs. Not in
 * this process: another test may have started its engine with more threads.
 */
export async function undisturbedRuns(
  configs: readonly RunConfig[],
  corpus: Corpus,
  { data, runsFolder }: { data: string; runsFolder: string },
): Promise<RunResult[]> {
  const engine = { engine: "tensorflow", threads: THREADS } as const;
  const jobs = await openTestJobs(
    runsFolder,
    (log) => localJobs({ count: 1, engine, runsFolder, dataRoot: data, log }),
  );
  return await allRuns(configs.map((config) => jobs.run(config, corpus)))
    .finally(() => jobs.close());
}

/** What tells when, and where, a run was made; its manifest has the environment's hash. */
const OF_ITS_PLACE = [
  "environment.json",
  "manifest.json",
  "model_card.md",
  "timing.json",
  "duration.json",
];

/** Checks that the same runs in two places have the same files, byte by byte. */
export async function assertSameRuns(
  first: readonly RunResult[],
  second: readonly RunResult[],
): Promise<void> {
  assert.equal(first.length, second.length);
  for (const [at, { folder }] of first.entries()) {
    const names = (place: string) => [...Deno.readDirSync(place)].map(({ name }) => name).sort();
    const other = second[at].folder;
    assert.deepEqual(names(other), names(folder));
    for (const name of names(folder).filter((name) => !OF_ITS_PLACE.includes(name))) {
      const [one, two] = await Promise.all(
        [folder, other].map((place) => Deno.readFile(join(place, name))),
      );
      assert.deepEqual(two, one, `${other} ${name}`);
    }
  }
}
