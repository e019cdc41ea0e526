import assert from "node:assert/strict";
import { join } from "node:path";
import { runWideProgram } from "../src/cli/testing/run_program.ts";
import { indexPath } from "../src/data/clip_index.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { writeClips } from "../src/data/made_inputs.ts";

/** EMO-DB's names: two digits of the speaker, the text, the emotion's letter, the version. */
const names = ["03", "08", "09", "10"].flatMap((speaker) =>
  ["a01", "a02", "b01"].flatMap((text) =>
    ["W", "T", "N"].map((emotion) => `wav/${speaker}${text}${emotion}a.wav`)
  )
);

Deno.test("a corpus named like EMO-DB is added, benched and predicted in three commands", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "EMO-DB");
    await writeClips(root, names, 8000);
    const [runs, results] = ["runs", "results"].map((name) => join(folder, name));
    const run = async (...words: string[]) => {
      const { code, stdout, stderr } = await runWideProgram(...words);
      assert.equal(code, 0, stderr);
      return { stdout, stderr };
    };
    const added = await run("data", "add", root, "--preset", "emodb", "--data", folder);
    assert.match(added.stdout, /^Added emodb: 36 clips, classes angry, neutral, sad;/);

    const bench = ["bench", "emodb", "--budget", "smoke", "--models", "linearFunctionals"];
    const { stdout, stderr } = await run(
      ...bench,
      "--protocols",
      "speaker",
      "--runs",
      runs,
      "--results",
      results,
      "--data",
      folder,
    );
    assert.match(stdout, /emodb +logistic regression, functionals +accuracy +speaker/);
    assert.doesNotMatch(stdout + stderr, /FER2013|as published|TurEV-DB|published figure beside/);

    const predicted = await run("predict", root, "--runs", runs);
    const lines = predicted.stdout.trimEnd().split("\n");
    assert.equal(lines.length, 36);
    for (const line of lines) {
      assert.match(line, /: (unsure, perhaps )?(angry|neutral|sad) \d\.\d{3}/);
    }
    assert.match(predicted.stderr, /Model: .*emodb-.* \(trained on EMO-DB\)/);
    assert.match(predicted.stderr, /36 files in /);
    await Deno.remove(indexPath(root)).catch(() => {});
  });
});
