import assert from "node:assert/strict";
import { join } from "node:path";
import { indexPath } from "../data/clip_index.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { madeCorpus, writePictures } from "../data/made_inputs.ts";
import { corpusInfo } from "../data/registry.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { defaultConfig } from "./default_config.ts";
import { modelInput, modelNames, modelRow } from "./network_config.ts";
import { plannedConfig, planRun, splitRun } from "./plan_run.ts";

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
    const { config: byFile } = await planRun({ corpus, configPath });
    assert.deepEqual([byFile.seed, byFile.training.epochs, byFile.training.batchSize], [4, 7, 8]);
    const changes = { training: { epochs: 2, batchSize: undefined } };
    const { config: byFlags } = await planRun({ corpus, configPath, seed: 5, changes });
    assert.deepEqual([byFlags.seed, byFlags.training.epochs, byFlags.training.batchSize], [
      5,
      2,
      8,
    ]);
    assert.equal(
      byFlags.training.learningRate,
      (await planRun({ corpus })).config.training.learningRate,
    );
  });
});

Deno.test("a run's whole config.json is a config file", async () => {
  const { config } = await planRun({ corpus, protocol: "speaker", fold: "low", seed: 3 });
  await withConfig(config, async (configPath) => {
    assert.deepEqual((await planRun({ configPath })).config, config);
    // Its fold belongs to its protocol.
    const { protocol, fold } = (await planRun({ configPath, protocol: "paper" })).config;
    assert.deepEqual([protocol, fold], ["paper", ""]);
    assert.equal((await planRun({ configPath, fold: "high" })).config.fold, "high");
  });
});

Deno.test("each model's whole configuration is a config file, which leaves nothing to the corpus", () => {
  const { clips, ...others } = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });
  const parts = ["train", "validation", "test"] as const;
  const made = { ...others, clips: clips.map((clip, at) => ({ ...clip, part: parts[at % 3] })) };
  for (const model of modelNames) {
    if (modelRow(model).source !== undefined) continue;
    const corpus = { ...made, kind: modelInput(model) };
    const config = defaultConfig(corpus, { model, pretrained: "0".repeat(64), seed: 3 });
    assert.deepEqual(plannedConfig({}, { corpus, file: { ...config } }), config, model);
    const pretrained = "1".repeat(64);
    const begun = plannedConfig({ pretrained }, { corpus, file: { ...config } });
    assert.deepEqual(begun, { ...config, pretrained }, model);
  }
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

Deno.test("a cleaned run does not train on copies of what it tests; others are left as they are", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "FER2013");
    const pictures = corpusInfo("fer2013").classes.flatMap((label) => [
      ...[1, 2, 3, 4, 5, 6].map((number) => `train/${label}/Training_${number}.jpg`),
      `test/${label}/PublicTest_7.jpg`,
      `test/${label}/PrivateTest_8.jpg`,
    ]);
    await writePictures(root, pictures);
    await Deno.copyFile(
      join(root, "test/sad/PrivateTest_8.jpg"),
      join(root, "train/sad/Training_1.jpg"),
    );
    const corpus = await requireCorpus("fer2013", { dataRoot: folder, quiet: true });
    const config = defaultConfig(corpus);
    const plain = await splitRun(corpus, config, { quiet: true });
    const cleaned = await splitRun(corpus, { ...config, clean: true }, { quiet: true });
    await Deno.remove(indexPath(root));
    assert.ok(plain.train.includes("train/sad/Training_1"));
    assert.deepEqual(cleaned.train, plain.train.filter((id) => id !== "train/sad/Training_1"));
    assert.deepEqual(cleaned.test, plain.test);
  });
});

Deno.test("only pictures can be cleaned", async () => {
  const corpus = madeCorpus({ classes: 2, speakers: 2, texts: 4, takes: 2 });
  const config = { ...defaultConfig(corpus), clean: true as const };
  await assert.rejects(splitRun(corpus, config), {
    name: "UserError",
    message: "Expected pictures to clean, but Made has none",
  });
});
