/** The commands themselves: their tables are the same wherever runs and trials are made. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseCsv } from "../src/base/csv.ts";
import { outputOf, startProgram } from "../src/cli/testing/run_program.ts";
import { postgresTest, stopTestServer } from "../src/jobs/testing/postgres_test_server.ts";
import { slurmTest, stopTestSlurm } from "../src/jobs/testing/slurm_test_server.ts";
import type { SummaryRow } from "../src/report/summary.ts";
import { writeMadeTable } from "../src/tune/testing/made_table.ts";

/** What a command tells wherever its work is done. */
interface Told {
  rows: SummaryRow[];
  study: unknown;
  /** Cells of trials.csv, but those of times. */
  trials: string[][];
}

const TIME = /^\d{4}-\d\d-\d\dT/;

/** One folder for all tests of this file; the data are a generated table. */
let root: string | undefined;

async function dataFolder(): Promise<string> {
  root ??= await Deno.makeTempDir({ prefix: "duygu-executors-" });
  const data = join(root, "data");
  await writeMadeTable(data, 90);
  // Of one class there is a single clip, which no test set has: that is a note to the user.
  const path = join(data, "ANAD_Normalized.csv");
  const lines = (await Deno.readTextFile(path)).split("\n");
  const first = lines.findIndex((line) => line.startsWith("surprised"));
  const kept = lines.filter((line, at) => at === first || !line.startsWith("surprised"));
  await Deno.writeTextFile(path, kept.join("\n"));
  return data;
}

async function output(words: string[], variables: Record<string, string> = {}) {
  const { code, stdout, stderr } = await outputOf(startProgram(words, variables));
  assert.equal(code, 0, stderr);
  return { found: JSON.parse(stdout), stderr };
}

/** `bench` and `tune` on the table, with their folders under this name. */
async function toldBy(
  name: string,
  words: string[],
  variables: Record<string, string> = {},
): Promise<Told> {
  const data = join(root!, "data");
  const [runs, study] = [join(root!, name), join(root!, `${name}-study`)];
  const common = ["--data", data, "--threads", "1", "--json", ...words];
  const bench = await output([
    ...["bench", "anad", "--budget", "smoke", "--seeds", "2", "--runs", runs, ...common],
  ], variables);
  const notes = bench.stderr.match(/The test set has no clips of surprised/g) ?? [];
  assert.equal(notes.length, 1, `said once:\n${bench.stderr}`);
  const tune = ["tune", "anad", "--trials", "2", "--epochs-limit", "2", "--study", study];
  const { found } = await output([...tune, ...common], variables);
  const { folder: _, best: { details: { seconds: __, ...details }, ...best }, ...rest } = found;
  for (const at of ["askedAt", "endedAt", "startedAt", "worker", "reports"]) delete best[at];
  delete details.host;
  const path = join(study, "trials.csv");
  const { rows: trials } = parseCsv(await Deno.readTextFile(path), path);
  return {
    rows: bench.found.rows.map(({ cost: _, ...row }: SummaryRow) => ({
      ...row,
      run: row.run.replaceAll(runs, ""),
    })),
    study: { ...rest, best: { ...best, details }, final: rest.final.metrics },
    trials: trials.map((cells) => cells.filter((cell) => !TIME.test(cell))),
  };
}

let here: Promise<Told> | undefined;

/** The same on this machine; once for all tests. */
const toldHere = () => here ??= toldBy("local", ["--on", "local"]);

function assertSame(there: Told, local: Told): void {
  assert.ok(local.rows.length > 0 && local.rows.every(({ seeds }) => seeds.length === 2));
  assert.deepEqual(there, local);
}

postgresTest("bench and tune --on queue: have the tables of --on local", async (url) => {
  const data = await dataFolder();
  const worker = startProgram([
    ...["worker", "--queue", url, "--data", data, "--threads", "1"],
    ...["--runs", join(root!, "worker")],
  ]);
  try {
    assertSame(await toldBy("queue", ["--on", `queue:${url}`]), await toldHere());
  } finally {
    worker.kill("SIGTERM");
    await outputOf(worker);
  }
});

slurmTest("bench and tune --on slurm have the tables of --on local", async ({ variables }) => {
  await dataFolder();
  const words = ["--on", "slurm", "--slurm", "--mem=0 --time=10"];
  assertSame(await toldBy("slurm", words, variables), await toldHere());
});

Deno.test.afterAll(stopTestServer);
Deno.test.afterAll(stopTestSlurm);
Deno.test.afterAll(async () => {
  if (root) await Deno.remove(root, { recursive: true });
});
