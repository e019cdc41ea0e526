import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { planRun } from "./plan_run.ts";

async function withConfig(config: object, test: (path: string) => Promise<void>) {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "my.json");
    await Deno.writeTextFile(path, JSON.stringify(config));
    await test(path);
  });
}

const corpus = "synthetic";

Deno.test("flags win over the file, the file over the corpus's default", async () => {
  await withConfig({ seed: 4, training: { epochs: 7, batchSize: 8 } }, async (configPath) => {
    const byFile = await planRun({ corpus, configPath });
    assert.deepEqual([byFile.seed, byFile.training.epochs, byFile.training.batchSize], [4, 7, 8]);
    const changes = { training: { epochs: 2, batchSize: undefined } };
    const byFlags = await planRun({ corpus, configPath, seed: 5, changes });
    assert.deepEqual([byFlags.seed, byFlags.training.epochs, byFlags.training.batchSize], [
      5,
      2,
      8,
    ]);
    assert.equal(byFlags.training.learningRate, (await planRun({ corpus })).training.learningRate);
  });
});

Deno.test("a run's whole config.json is a config file", async () => {
  const config = await planRun({ corpus, protocol: "speaker", fold: "low", seed: 3 });
  await withConfig(config, async (configPath) => {
    assert.deepEqual(await planRun({ configPath }), config);
    // Its fold belongs to its protocol.
    const { protocol, fold } = await planRun({ configPath, protocol: "paper" });
    assert.deepEqual([protocol, fold], ["paper", ""]);
    assert.equal((await planRun({ configPath, fold: "high" })).fold, "high");
  });
});

Deno.test("what makes no run is the user's error", async () => {
  await assert.rejects(planRun({}), /^UserError: Expected a corpus, such as turev/);
  await assert.rejects(planRun({ corpus: "nobody" }), /but found nobody/);
  await assert.rejects(
    planRun({ corpus, configPath: "/nowhere.json" }),
    /^UserError: Expected a file at \/nowhere\.json/,
  );
  await assert.rejects(planRun({ corpus, fold: "low" }), /Expected no fold for the paper protocol/);
  await assert.rejects(
    planRun({ corpus, protocol: "speaker", fold: "nobody" }),
    /Expected the fold to be a speaker/,
  );
  await assert.rejects(
    planRun({ corpus, changes: { training: { epochs: 0 } } }),
    /^UserError: The options' configuration field training\.epochs/,
  );
  await withConfig({ protocol: "dreams" }, async (configPath) => {
    await assert.rejects(planRun({ corpus, configPath }), /my\.json field protocol/);
  });
});
