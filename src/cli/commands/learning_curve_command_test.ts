import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { addCorpus } from "../../data/add_corpus.ts";
import { requireCorpus } from "../../data/find_corpus.ts";
import { toneWav } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { writeEncoder } from "../../dsp/encoder/testing/made_encoder.ts";
import { addEncoder } from "../../dsp/encoder/open_encoder.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { speakerCurve, usualCounts } from "../../train/speaker_curve.ts";
import { outputOf, startProgram } from "../testing/run_program.ts";

/** Tones: four speakers, two classes; one of them spoke a single class. */
async function writeVoices(folder: string): Promise<void> {
  let tone = 0;
  for (const speaker of ["anna", "bela", "celia", "dora"]) {
    for (const name of speaker === "dora" ? ["calm"] : ["calm", "sad"]) {
      for (const text of ["a", "b", "c", "d"]) {
        const path = join(folder, "voices", name, `${speaker}-${text}.wav`);
        await Deno.mkdir(dirname(path), { recursive: true });
        await Deno.writeFile(path, toneWav(tone++));
      }
    }
  }
  await addCorpus({
    ...{ id: "voices", root: join(folder, "voices"), dataRoot: folder, quiet: true },
    pattern: "{class}/{speaker}-{text}",
  });
}

Deno.test("numbers of training speakers grow by a third, up to all but one", () => {
  assert.deepEqual(usualCounts(2), [1]);
  assert.deepEqual(usualCounts(6), [1, 2, 3, 4, 5]);
  assert.deepEqual(usualCounts(24), [1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 23]);
});

Deno.test("a network is trained on some speakers and tested on each other one", async () => {
  await selectEngine({ engine: "cpu", say: () => {} });
  await withTemporaryFolder(async (folder) => {
    await writeVoices(folder);
    const file = await writeEncoder(folder, "hubert");
    const runs = join(folder, "runs");
    const corpus = await requireCorpus("voices", { dataRoot: folder });
    const plan = {
      model: "encoderFunctionals" as const,
      encoder: await addEncoder(file, { layers: "auto" }),
    };
    const options = { plan, draws: 2, runsFolder: runs, quiet: true };
    const { points, beyond } = await speakerCurve(corpus, { ...options, counts: [1, 3] });
    assert.deepEqual(points.map(({ trained, knowledge }) => [trained, knowledge]), [
      [1, "nothing"],
      [1, "unlabelled"],
      [3, "nothing"],
      [3, "unlabelled"],
    ]);
    for (const { speakers, accuracy } of points) {
      assert.deepEqual(Object.keys(speakers), ["anna", "bela", "celia", "dora"]);
      const mean = Object.values(speakers).reduce((sum, own) => sum + own, 0) / 4;
      assert.ok(Math.abs(mean - accuracy) < 1e-12);
    }
    // Two counts are no curve; nobody is trained on the one class of dora alone.
    assert.deepEqual(beyond, []);
    const made = [...Deno.readDirSync(runs)].map(({ name }) => name);
    assert.equal(made.filter((name) => name.startsWith("voices-of-1-speakers-")).length, 3);
    assert.equal(made.filter((name) => name.startsWith("voices-of-3-speakers-")).length, 4);
    await assert.rejects(speakerCurve(corpus, { ...options, counts: [4] }), /at most 3 training/);

    // Names are enough to refuse a corpus: that its files are damaged is not found out.
    for (const name of ["calm", "sad"]) {
      await Deno.mkdir(join(folder, "nobody", name), { recursive: true });
      await Deno.writeFile(join(folder, "nobody", name, "a.wav"), toneWav(1));
    }
    const nobody = { id: "nobody", root: join(folder, "nobody"), dataRoot: folder, quiet: true };
    await addCorpus({ ...nobody, pattern: "{class}/{text}" });
    for (const name of ["calm", "sad"]) {
      await Deno.writeTextFile(join(folder, "nobody", name, "a.wav"), "damaged");
    }
    for (
      const [words, sentence] of [
        [["nobody"], /^error: Expected nobody to name two or more speakers, but found 0\n$/],
        [
          ["voices", "--counts", "4"],
          /^error: Expected at most 3 training speakers of voices, .* 4\n$/,
        ],
      ] as const
    ) {
      const refused = await outputOf(startProgram(["learning-curve", ...words, "--data", folder]));
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, sentence);
    }

    const shown = await outputOf(startProgram([
      ...["learning-curve", "voices", "--data", folder, "--runs", runs, "--engine", "cpu"],
      ...["--model", "encoderFunctionals", "--features", `encoder:${file}`, "--quiet"],
      ...["--draws", "2", "--out", folder],
    ], { COLUMNS: "120" }));
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /6 \(extrapolated\) +nothing known +\d\.\d{3} +\d\.\d{3} to \d/);
    const [header, ...rows] = (await Deno.readTextFile(join(folder, "learning_curve.csv")))
      .trimEnd().split("\n");
    assert.equal(
      header,
      "trained,knowledge,measured,accuracy,uar,low,high,anna,bela,celia,dora",
    );
    assert.equal(rows.length, 10);
    assert.equal(rows[0].split(",")[3], String(points[0].accuracy));
    const png = await Deno.readFile(join(folder, "learning_curve.png"));
    assert.deepEqual([...png.slice(1, 4)], [...new TextEncoder().encode("PNG")]);
  });
});
