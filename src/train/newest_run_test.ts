import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { madeCorpus } from "../data/testing/made_corpus.ts";
import { defaultConfig } from "./default_config.ts";
import { newestRun } from "./newest_run.ts";
import type { RunCorpus } from "./read_run.ts";

const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 3, takes: 2 });

/** A run's folder, with metrics written so many seconds after the epoch; undefined for none. */
async function writeRun(folder: string, kind: RunCorpus["kind"], finishedS?: number) {
  await Deno.mkdir(folder, { recursive: true });
  const write = (name: string, value: unknown) =>
    Deno.writeTextFile(join(folder, name), JSON.stringify(value));
  await write("config.json", defaultConfig({ ...corpus, kind }));
  const { id, title, classes, synthetic } = corpus;
  await write("corpus.json", { id, title, classes, synthetic, kind });
  await write("normaliser.json", { kind: "none", mean: [], deviation: [] });
  if (finishedS === undefined) return;
  await write("metrics.json", {});
  await Deno.utime(join(folder, "metrics.json"), finishedS, finishedS);
}

Deno.test("the newest finished run on recordings is taken, others are passed over", async () => {
  await withTemporaryFolder(async (runs) => {
    assert.equal(await newestRun(join(runs, "nowhere"), "audio"), undefined);
    await writeRun(join(runs, "unfinished"), "audio");
    await writeRun(join(runs, "table"), "features", 900);
    await Deno.writeTextFile(join(runs, "a file"), "");
    assert.equal(await newestRun(runs, "audio"), undefined);

    await writeRun(join(runs, "old"), "audio", 100);
    await writeRun(join(runs, "new"), "audio", 200);
    await writeRun(join(runs, "broken"), "audio", 300);
    await Deno.writeTextFile(join(runs, "broken", "config.json"), "{");
    await writeRun(join(runs, "pictures"), "images", 400);
    assert.equal((await newestRun(runs, "audio"))?.folder, join(runs, "new"));
    assert.equal((await newestRun(runs, "images"))?.folder, join(runs, "pictures"));
  });
});
