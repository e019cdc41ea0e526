import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { addCorpus } from "../../data/add_corpus.ts";
import { indexPath } from "../../data/clip_index.ts";
import { toneWav, writePictures } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { selectEngine } from "../../engine/select_engine.ts";
import { crossMatrix } from "../../train/cross_matrix.ts";
import { outputOf, startProgram } from "../testing/run_program.ts";

/** Tones, which have nothing of their class: two speakers, two or three classes. */
async function writeCorpus(
  folder: string,
  id: string,
  classes: readonly string[],
  firstTone: number,
): Promise<void> {
  const names = classes.flatMap((name) =>
    ["s1", "s2"].flatMap((speaker) =>
      [0, 1, 2, 3].map((take) => `${name}/${speaker}-${id}${take}.wav`)
    )
  );
  for (const [at, name] of names.entries()) {
    const path = join(folder, id, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, toneWav(firstTone + at));
  }
  await addCorpus({
    ...{ id, root: join(folder, id), dataRoot: folder, quiet: true },
    pattern: "{class}/{speaker}-{text}",
  });
}

Deno.test("recordings and pictures are refused before any file is read", async () => {
  await withTemporaryFolder(async (folder) => {
    await writeCorpus(folder, "heard", ["happy", "sad"], 0);
    const seen = join(folder, "seen");
    await writePictures(seen, ["happy/s1-a.png", "happy/s2-a.png", "sad/s1-a.png", "sad/s2-a.png"]);
    await addCorpus({
      ...{ id: "seen", root: seen, dataRoot: folder, quiet: true },
      pattern: "{class}/{speaker}-{text}",
    });
    const indexes = [indexPath(join(folder, "heard")), indexPath(seen)];
    for (const path of indexes) await Deno.remove(path);
    await assert.rejects(crossMatrix(["seen", "heard"], { dataRoot: folder, quiet: true }), {
      name: "UserError",
      message: "Expected seen and heard to be all recordings or all pictures, but they are " +
        "images and audio",
    });
    for (const path of indexes) await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  });
});

Deno.test("every corpus is trained on and tested on, by the classes that both have", async () => {
  await selectEngine({ engine: "cpu", say: () => {} });
  await withTemporaryFolder(async (folder) => {
    await writeCorpus(folder, "one", ["happy", "sad", "calm"], 0);
    await writeCorpus(folder, "two", ["happiness", "sadness"], 100);
    await writeCorpus(folder, "three", ["calm", "joy", "sad"], 200);
    const runsFolder = join(folder, "runs");
    const options = { runsFolder, dataRoot: folder, quiet: true };
    const plan = { model: "encoderFunctionals" } as const;
    await assert.rejects(crossMatrix(["one"], options), /two or more different corpora/);
    await assert.rejects(crossMatrix(["one", "four"], options), /four/);
    await assert.rejects(crossMatrix(["one", "two"], { ...options, plan }), /encoder:FILE/);
    const model = "discriminantFunctionals";
    await addCorpus({
      ...{ id: "nobody", root: join(folder, "one"), dataRoot: folder, quiet: true },
      pattern: "{class}/{any}",
    });
    const late = crossMatrix(["one", "nobody"], { ...options, plan: { model } });
    await assert.rejects(late, /^UserError: .*nobody.* speaker/);
    await assert.rejects(Deno.stat(runsFolder), Deno.errors.NotFound);
    const cells = await crossMatrix(["one", "two", "three"], { ...options, plan: { model } });
    assert.deepEqual(cells.map(({ train, test }) => `${train} ${test}`), [
      ...["one one", "one two", "one three", "two two", "two one", "two three"],
      ...["three three", "three one", "three two"],
      ...["two+three one", "one+three two", "one+two three"],
    ]);
    const [own, across] = cells;
    assert.deepEqual([own.classes.length, across.classes], [3, ["happy", "sad"]]);
    assert.deepEqual([own.runs.length, across.runs.length], [2, 1]);
    for (const { lines } of cells) {
      assert.deepEqual(lines.map(({ knowledge }) => knowledge), ["nothing", "unlabelled"]);
      assert.ok(lines.every(({ accuracy }) => accuracy >= 0 && accuracy <= 1));
    }
    const png = join(folder, "cross.png");
    const shown = await outputOf(startProgram([
      ...["cross", "one", "two", "three", "--data", folder, "--runs", runsFolder, "--quiet"],
      ...["--png", png, "--engine", "cpu"],
    ]));
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /nothing known; accuracy.*\n.*trained on +one +two +three/);
    const { accuracy, macroRecall } = across.lines[1];
    const cell = `${accuracy.toFixed(3)}, ${macroRecall.toFixed(3)} (2)`;
    const table = shown.stdout.slice(shown.stdout.indexOf("unlabelled clips"));
    assert.ok(/^one .*$/m.exec(table)![0].includes(cell), table);
    assert.match(table, /^all others /m);
    assert.ok(Deno.statSync(png).size > 1000);
  });
});
