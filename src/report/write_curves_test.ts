import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { runCurves } from "./run_curves.ts";
import { madeRun } from "./testing/made_run.ts";
import { readAllCurves, writeCurves } from "./write_curves.ts";

Deno.test("curves are small in their file and read back unchanged", () =>
  withTemporaryFolder(async (folder) => {
    assert.deepEqual(await readAllCurves(folder), []);
    const corpus = madeCorpus({ classes: 7, speakers: 25, texts: 40, takes: 1 });
    const run = await madeRun(join(folder, "run"), corpus);
    const how = { model: "EmotionUnet", command: "duygu bench made" };
    const curves = JSON.parse(JSON.stringify(await runCurves(run, corpus, how)));
    await writeCurves(curves, folder);
    const others = [{ ...curves, protocol: "speaker" }, { ...curves, model: "Net, cleaned" }];
    for (const other of others) await writeCurves(other, folder);
    assert.deepEqual(await readAllCurves(folder), [curves, ...others]);
    assert.ok((await Deno.stat(join(folder, "curves", "made-net-cleaned-paper.json"))).isFile);
    const path = join(folder, "curves", "made-emotionunet-paper.json");
    const { size } = await Deno.stat(path);
    assert.ok(size < 100_000, `${size} bytes`);
  }));

Deno.test("the same run gives the same bytes, whatever the order of its configuration's keys", () =>
  withTemporaryFolder(async (folder) => {
    const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 4, takes: 1 });
    const run = await madeRun(join(folder, "run"), corpus);
    const how = { model: "EmotionUnet", command: "duygu bench made" };
    const backwards = (value: unknown): unknown =>
      typeof value !== "object" || value === null || Array.isArray(value) ? value : Object
        .fromEntries(Object.entries(value).reverse().map(([key, one]) => [key, backwards(one)]));
    const texts = [];
    for (const config of [run.config, backwards(run.config) as typeof run.config]) {
      await writeCurves(await runCurves({ ...run, config }, corpus, how), folder);
      texts.push(await Deno.readTextFile(join(folder, "curves", "made-emotionunet-paper.json")));
    }
    assert.equal(texts[1], texts[0]);
  }));

Deno.test("a malformed file is named", () =>
  withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "curves"));
    await Deno.writeTextFile(join(folder, "curves", "a.json"), "{}");
    await assert.rejects(readAllCurves(folder), { name: "UserError", message: /a\.json field/ });
  }));
