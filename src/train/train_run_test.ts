import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { writeMadeTable } from "../tune/testing/made_table.ts";
import { planRun } from "./plan_run.ts";
import type { RunConfig } from "./run_config.ts";
import { runFolder, trainRun } from "./train_run.ts";

await selectEngine({ engine: "cpu", say: () => {} });

/** Calls `test` with the short training of a generated table. */
function withPlan(
  test: (config: RunConfig, options: {
    dataRoot: string;
    runsFolder: string;
    quiet: true;
  }) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (root) => {
    const dataRoot = join(root, "data");
    await writeMadeTable(dataRoot, 90);
    const { config } = await planRun({
      corpus: "anad",
      dataRoot,
      changes: { training: { epochs: 3 } },
    });
    await test(config, { dataRoot, runsFolder: join(root, "runs"), quiet: true });
  });
}

for (const name of ["config.json", "corpus.json", "split.json", "environment.json"]) {
  Deno.test(`a run whose ${name} is removed while it trains is whole in the end`, async () => {
    await withPlan(async (config, options) => {
      const path = join(runFolder(config, options.runsFolder), name);
      const { metrics } = await trainRun(config, {
        ...options,
        onEpoch: ({ epoch }) => epoch === 2 ? Deno.remove(path) : undefined,
      });
      assert.deepEqual((await trainRun(config, options)).metrics, metrics, "it is read, not run");
      assert.ok(Deno.statSync(path).size > 0);
    });
  });
}

Deno.test("a run whose best weights are removed while it trains says what to do", async () => {
  await withPlan(async (config, options) => {
    const folder = runFolder(config, options.runsFolder);
    const training = trainRun(config, {
      ...options,
      // The last epoch's best would be written after this.
      onEpoch: async ({ epoch }) => {
        if (epoch < 3) return;
        const path = join(folder, "best.safetensors");
        await new Promise((resolve) => setTimeout(resolve, 300));
        await Deno.remove(path);
      },
    });
    await assert.rejects(
      training,
      /^UserError: Expected trained weights at .*best\.safetensors, but .* train again/,
    );
  });
});
