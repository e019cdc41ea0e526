/** The command itself: its table is the same wherever its runs are made. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { outputOf, startProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { postgresTest, stopTestServer } from "../src/jobs/testing/postgres_test_server.ts";
import { slurmTest, stopTestSlurm } from "../src/jobs/testing/slurm_test_server.ts";
import type { SummaryRow } from "../src/report/summary.ts";
import { writeMadeTable } from "../src/tune/testing/made_table.ts";

/** The rows of `bench` on a generated table, with its runs in a folder of this name. */
async function benchRows(
  root: string,
  name: string,
  words: string[],
  variables: Record<string, string> = {},
): Promise<SummaryRow[]> {
  const data = join(root, "data");
  const runs = join(root, name);
  const { code, stdout, stderr } = await outputOf(startProgram([
    ...["bench", "anad", "--budget", "smoke", "--seeds", "3", "--data", data, "--runs", runs],
    ...["--threads", "1", "--json", ...words],
  ], variables));
  assert.equal(code, 0, stderr);
  const { rows } = JSON.parse(stdout);
  return rows.map(({ cost: _, ...row }: SummaryRow) => ({
    ...row,
    run: row.run.replaceAll(runs, ""),
  }));
}

postgresTest("bench --on queue: has the table of bench --on local", async (url) => {
  await withTemporaryFolder(async (root) => {
    await writeMadeTable(join(root, "data"), 90);
    const worker = startProgram([
      ...["worker", "--queue", url, "--data", join(root, "data"), "--threads", "1"],
      ...["--runs", join(root, "worker")],
    ]);
    try {
      const local = await benchRows(root, "local", ["--on", "local:2"]);
      assert.ok(local.length > 0 && local.every(({ seeds }) => seeds.length === 3));
      assert.deepEqual(await benchRows(root, "queue", ["--on", `queue:${url}`]), local);
    } finally {
      worker.kill("SIGTERM");
      await outputOf(worker);
    }
  });
});

slurmTest("bench --on slurm has the table of bench --on local", async ({ variables }) => {
  await withTemporaryFolder(async (root) => {
    await writeMadeTable(join(root, "data"), 90);
    const local = await benchRows(root, "local", ["--on", "local"]);
    const words = ["--on", "slurm", "--slurm", "--mem=0 --time=10", "--throttle", "2"];
    assert.deepEqual(await benchRows(root, "slurm", words, variables), local);
  });
});

Deno.test.afterAll(stopTestServer);
Deno.test.afterAll(stopTestSlurm);
