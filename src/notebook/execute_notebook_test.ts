/**
 * Runs the notebooks as their readers do. Jupyter comes from pip: where it is not installed yet
 * these tests are skipped, except where the variable CI is "true".
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import type { MimeBundle } from "./display.ts";
import { executeNotebook } from "./execute_notebook.ts";
import { findJupyter, type Jupyter, provisionJupyter } from "./jupyter.ts";
import { listNotebooks, notebookName, type Parameters, writeNotebook } from "./notebook_file.ts";
import { testNotebook } from "./testing/test_notebook.ts";

const mustRun = Deno.env.get("CI") === "true";
const ignore = !mustRun && findJupyter("execute") === undefined;
if (ignore) {
  console.error("skipped running notebooks: `deno task notebook --execute` installs Jupyter");
}

function jupyterTest(name: string, test: (jupyter: Jupyter) => Promise<void>): void {
  const fn = async () => await test(await provisionJupyter("execute", console.error));
  Deno.test({ name, ignore, fn });
}

jupyterTest(
  "a notebook elsewhere imports duygu/…, with parameters and this folder",
  async (jupyter) => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "elsewhere.ipynb");
      const notebook = testNotebook(
        "parameters: const rateHz = 8000;",
        'import { createWindow } from "duygu/dsp";\n' +
          'import { notebookFolder, showPlot } from "duygu/notebook";\n' +
          'import { linePlot } from "duygu/plot";',
        "console.log(rateHz, createWindow('hann', 4)[2], notebookFolder());",
        "await showPlot(linePlot([{ name: 'a', x: [0, 1], y: [0, 1] }], " +
          "{ title: 't', x: 'x', y: 'y' }));",
      );
      await writeNotebook(path, notebook);
      const options = { parameters: { rateHz: 16_000 }, htmlFolder: join(folder, "pages") };
      const { notebook: executed, failure } = await executeNotebook(path, jupyter, options);
      assert.equal(failure, undefined);
      const [printed] = executed.cells[3].outputs as { text: string }[];
      assert.equal([printed.text].flat().join(""), `16000 1 ${folder}\n`);
      const [shown] = executed.cells[4].outputs as { data: Record<string, unknown> }[];
      assert.ok("image/svg+xml" in shown.data);
      const page = await Deno.readTextFile(join(folder, "pages", "elsewhere.html"));
      assert.ok(page.includes("data:image/svg+xml"), "the page shows the plot");
    });
  },
);

jupyterTest("a cell that fails is reported, with what was computed before it", async (jupyter) => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "failing.ipynb");
    await writeNotebook(path, testNotebook("1 + 1", 'throw new Error("no such clip")', "3"));
    const { notebook, failure } = await executeNotebook(path, jupyter);
    assert.match(failure ?? "", /no such clip/);
    // Outputs of the very first cell arrive as well.
    const counts = notebook.cells.map(({ outputs }) => outputs?.length);
    assert.deepEqual(counts, [1, 1, 0]);
  });
});

jupyterTest("objects show themselves and a bar changes in place", async (jupyter) => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, "rich.ipynb");
    const notebook = testNotebook(
      'import { requireCorpus } from "duygu/data";\n' +
        'const { clips } = await requireCorpus("synthetic", { quiet: true });\nclips[0]',
      'import { evaluatePredictions } from "duygu/metrics";\n' +
        'evaluatePredictions([[0.9, 0.1], [0.2, 0.8]], [0, 1], ["calm", "sad"]).confusion',
      'import { createOptimiser } from "duygu/tuning";\n' +
        'createOptimiser([{ kind: "real", name: "x", low: 0, high: 1 }])',
      'import { progress } from "duygu/notebook";\n' +
        'const bar = progress({ title: "Clips", total: 2, intervalS: 0 });\n' +
        "await bar.update(1); await bar.update(2); await bar.finish();",
    );
    await writeNotebook(path, notebook);
    const { notebook: executed, failure } = await executeNotebook(path, jupyter);
    assert.equal(failure, undefined);
    const shown = executed.cells.map(({ outputs }) => outputs as { data: MimeBundle }[]);
    assert.deepEqual(shown.map((outputs) => outputs.length), [1, 1, 1, 1]);
    const [[clip], [confusion], [study], [bar]] = shown.map((all) => all.map(({ data }) => data));
    assert.match([clip["text/html"]].flat().join(""), /<audio controls/);
    assert.match([confusion["image/svg+xml"]].flat().join(""), />calm \(1\)</);
    assert.ok("image/svg+xml" in study);
    assert.match([bar["text/plain"]].flat().join(""), /^Clips: 2 of 2, \d+ s$/);
  });
});

/** Readers' own parameters train for a minute or two; these show that every cell works. */
const quickParameters: Record<string, Parameters> = {
  "02_emotion_unet": { epochs: 2, strictEpochs: 1 },
  "03_face_cnn": { pictures: 300, epochs: 2 },
  "04_bayesian_tuning": { trials: 4 },
  "06_music_from_a_mood": { epochs: 2 },
};

for (
  const path of await listNotebooks(fileURLToPath(new URL("../../notebooks", import.meta.url)))
) {
  jupyterTest(
    `notebook ${notebookName(path)} runs from its first cell to its last`,
    async (jupyter) => {
      const parameters = quickParameters[notebookName(path)] ?? {};
      const { failure } = await executeNotebook(path, jupyter, { parameters });
      assert.equal(failure, undefined);
    },
  );
}
