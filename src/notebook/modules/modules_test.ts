import assert from "node:assert/strict";
import { join } from "node:path";
import denoJson from "../../../deno.json" with { type: "json" };
import { indexPath } from "../../data/clip_index.ts";
import { requireCorpus as requirePlainly } from "../../data/find_corpus.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { writeClips } from "../../data/made_inputs.ts";
import { currentEngine } from "../../engine/select_engine.ts";
import { madeRun } from "../../report/testing/made_run.ts";
import { shownBy } from "../testing/shown_by.ts";
import { findCorpus, requireCorpus } from "./data.ts";
import { evaluatePredictions } from "./metrics.ts";
import { readFinishedRun } from "./train.ts";
import { createOptimiser, openStudy } from "./tuning.ts";

const names = Object.keys(denoJson.exports).filter((name) => name !== ".");
for (const name of names) {
  Deno.test(`duygu${name.slice(1)} has functions to import, and starts nothing`, async () => {
    const path = (denoJson.exports as Record<string, string>)[name].replace("./src", "../..");
    const exported: Record<string, unknown> = await import(path);
    assert.ok(Object.values(exported).some((value) => typeof value === "function"));
    assert.throws(currentEngine, /selectEngine to be called first/);
  });
}

const picture = async (value: object) => Object.keys((await shownBy(value))!).join();

Deno.test("what a notebook opens shows itself: a corpus's clips, a run and its confusion", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "TurEV-DB", "Sound Source");
    const codes = { Angry: "kz", Calm: "sk", Happy: "mt", Sad: "hl" };
    await writeClips(root, Object.entries(codes).map(([name, code]) => `${name}/1_${code}_a.wav`));
    for (const open of [requireCorpus, findCorpus]) {
      const corpus = (await open("turev", { dataRoot: folder, quiet: true }))!;
      assert.match(await picture(corpus.clips[0]), /text\/html/);
    }
    assert.equal(await findCorpus("tess", { dataRoot: folder, quiet: true }), undefined);
    await Deno.remove(indexPath(root));

    const run = join(folder, "run");
    assert.equal(await readFinishedRun(run), undefined);
    await madeRun(run, await requirePlainly("synthetic", { quiet: true }));
    const result = (await readFinishedRun(run))!;
    assert.match(await picture(result), /image\/svg/);
    assert.match(await picture(result.metrics.confusion), /image\/svg/);
  });
});

Deno.test("what a notebook computes shows itself: metrics, an optimiser, a study", async () => {
  const { confusion } = evaluatePredictions([[0.9, 0.1], [0.2, 0.8]], [0, 1], ["a", "b"]);
  assert.match(await picture(confusion), /image\/svg/);
  const space = [{ kind: "real" as const, name: "x", low: 0, high: 1 }];
  assert.match(await picture(createOptimiser(space)), /vegalite/);
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "journal.jsonl");
    const study = await openStudy({ path, definition: { space } });
    assert.match(await picture(study), /vegalite/);
    await study.close();
  });
});
