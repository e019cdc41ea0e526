import assert from "node:assert/strict";
import { join } from "node:path";
import { indexPath } from "../data/clip_index.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import { corpusInfo } from "../data/registry.ts";
import { madeCorpus, writePictures } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { defaultConfig } from "./default_config.ts";
import { splitRun } from "./split_run.ts";

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
