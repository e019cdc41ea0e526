import assert from "node:assert/strict";
import { join } from "node:path";
import { requireCorpus } from "../data/find_corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { renderSvg } from "../plot/render.ts";
import { defaultConfig } from "../train/default_config.ts";
import { writeManifest } from "../train/manifest.ts";
import { runPlots } from "./run_plots.ts";
import { madeRun } from "./testing/made_run.ts";

Deno.test("a finished run has five pictures that say what they are of", async () => {
  await withTemporaryFolder(async (folder) => {
    const corpus = await requireCorpus("synthetic", {});
    const { metrics } = await madeRun(folder, corpus);
    const plots = await runPlots(folder);
    const names = ["history", "precision_recall", "roc", "confusion", "reliability"];
    assert.deepEqual(Object.keys(plots), names);
    for (const [name, spec] of Object.entries(plots)) {
      const svg = await renderSvg(spec);
      assert.match(svg, />SYNTHETIC data: /, name);
      const size = name === "history" ? "3 epochs" : `n = ${metrics.count} in the test set`;
      assert.ok(svg.includes(`random split, seed 1, ${size}`), name);
    }
    const [angry] = metrics.perClass;
    const averagePrecision = angry.averagePrecision!.toFixed(3);
    const legend = `>angry: AP ${averagePrecision}, n ${angry.support}<`;
    assert.ok((await renderSvg(plots.precision_recall)).includes(legend), legend);
    const area = `>angry: AUC ${angry.aucProbability!.toFixed(3)}, n ${angry.support}<`;
    assert.ok((await renderSvg(plots.roc)).includes(area), area);
  });
});

Deno.test("pictures say where scores are only claimed", async () => {
  await withTemporaryFolder(async (folder) => {
    await madeRun(folder, await requireCorpus("synthetic", {}));
    await writeManifest(folder, true);
    const { confusion } = await runPlots(folder);
    assert.match(await renderSvg(confusion), /in the test set \(scores as claimed\)</);
  });
});

Deno.test("weights in closed form have no training to draw", async () => {
  await withTemporaryFolder(async (folder) => {
    const corpus = await requireCorpus("synthetic", {});
    const model = "discriminantFunctionals";
    await madeRun(folder, corpus, { config: defaultConfig(corpus, { model }) });
    const { history, confusion } = await runPlots(folder);
    assert.equal(history, undefined);
    assert.match(await renderSvg(confusion), /LDA, functionals: confusion/);
  });
});

Deno.test("an unfinished run and what is no run are told apart", async () => {
  await withTemporaryFolder(async (folder) => {
    await madeRun(folder, await requireCorpus("synthetic", {}));
    await Deno.remove(join(folder, "metrics.json"));
    await assert.rejects(runPlots(folder), { name: "UserError", message: /to be finished/ });
    await assert.rejects(runPlots(join(folder, "none")), /a run's folder at/);
  });
});
