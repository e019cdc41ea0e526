import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../base/user_error.ts";
import { requireCorpus } from "../../data/find_corpus.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { analyseErrors, errorPage } from "../../report/error_page.ts";
import { planRun } from "../../train/plan_run.ts";
import { readPredictions } from "../../train/predictions.ts";
import { type RunResult, trainRun } from "../../train/train_run.ts";
import { outputOf, startProgram } from "../testing/run_program.ts";

Deno.test("errors: what no network gets right is listed, grouped and played", async () => {
  await selectEngine({ engine: "cpu", say: () => {} });
  await withTemporaryFolder(async (folder) => {
    const runsFolder = join(folder, "runs");
    const runs: RunResult[] = [];
    for (const melBins of [4, 8]) {
      const { config, corpus } = await planRun({
        ...{ corpus: "synthetic", model: "discriminantFunctionals", protocol: "speaker" },
        ...{ fold: "low", quiet: true, changes: { features: { melBins } } },
      });
      runs.push(await trainRun(config, { runsFolder, corpus, quiet: true }));
    }
    const folders = runs.map((run) => run.folder);
    const analysis = await analyseErrors(folders);
    const all = await Promise.all(folders.map((one) => readPredictions(one)));
    const { ids, classes, labels } = all[0];
    const guess = (run: number, row: number) => {
      const own = all[run].probabilities.subarray(row * classes.length, (row + 1) * classes.length);
      return own.indexOf(Math.max(...own));
    };
    const wanted = ids.filter((_, row) => [0, 1].every((run) => guess(run, row) !== labels[row]));
    assert.deepEqual(analysis.wrong.map(({ id }) => id).sort(), wanted.toSorted());
    assert.equal(analysis.clips, ids.length);
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    assert.equal(sum(analysis.speakers.map(({ wrong }) => wrong)), wanted.length);
    assert.equal(sum(analysis.speakers.map(({ clips }) => clips)), ids.length);
    assert.equal(sum(analysis.confusions.map(({ count }) => count)), 2 * wanted.length);
    const page = errorPage({
      ...analysis,
      title: "<b>",
      wrong: [{
        ...{ id: "a", path: "/x/ü &.wav", speaker: "s", text: "t", label: "sad" },
        ...{ predicted: ["happy", "happy"], probability: 0.25 },
      }],
    });
    assert.match(page, /SYNTHETIC: &lt;b&gt;/);
    assert.match(page, /src="file:\/\/\/x\/%C3%BC%20&amp;\.wav"/);
    assert.match(page, /<td>happy<\/td><td class="number">0\.250<\/td>/);
    const out = join(folder, "errors.html");
    const shown = await outputOf(startProgram(["errors", ...folders, "--out", out]));
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, new RegExp(`: ${wanted.length} of ${ids.length} tested clips`));
    const { clips } = await requireCorpus("synthetic");
    for (const id of wanted) {
      assert.ok(clips.some((clip) => clip.id === id));
      assert.ok((await Deno.readTextFile(out)).includes(`aria-label="${id}"`));
    }
    await assert.rejects(analyseErrors([join(folder, "nowhere")]), UserError);
  });
});
