import assert from "node:assert/strict";
import { join } from "node:path";
import { outputOf, startProgram } from "../src/cli/testing/run_program.ts";
import { writeClips } from "../src/data/made_inputs.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { findTensorflow } from "../src/engine/tensorflow/provision.ts";
import type { AblationRow } from "./ablation/ablation_row.ts";

Deno.test("bench ablation leaves each speaker out for each variant, once", async () => {
  await withTemporaryFolder(async (folder) => {
    const [root, data, out] = ["clips", "data", "ablation"].map((name) => join(folder, name));
    const texts = ["t1", "t2", "t3", "t4", "t5", "t6"];
    const names = ["s1", "s2"].flatMap((speaker) =>
      texts.flatMap((text) => ["angry", "calm"].map((name) => `${speaker}_${text}_${name}.wav`))
    );
    await writeClips(root, names);
    const program = async (...words: string[]) => {
      const output = await outputOf(startProgram([...words, "--data", data], {
        COLUMNS: "240",
        DUYGU_CACHE: join(folder, "cache"),
        DUYGU_TENSORFLOW: findTensorflow()?.path ?? "",
      }));
      assert.equal(output.code, 0, output.stderr);
      return output;
    };
    await Deno.mkdir(data);
    await program("data", "add", "mine", "--root", root, "--pattern", "{speaker}_{text}_{class}");
    const bench = [
      "bench",
      "ablation",
      "--corpora",
      "mine",
      "--models",
      "denseFunctionals",
      "--seeds",
      "1",
      "--runs",
      join(folder, "runs"),
      "--out",
      out,
    ];
    const { stdout } = await program(...bench);
    assert.match(
      stdout,
      /mine +DenseFunctionals +as it is +unlabelled clips +[\d.]+ +- +[\d.]+ to [\d.]+ +-\n/,
    );
    const { rows } = JSON.parse(await Deno.readTextFile(`${out}.json`));
    assert.deepEqual(rows.map(({ variant }: AblationRow) => variant).slice(0, 2), [
      "as it is",
      "normalised on the training set, not per speaker",
    ]);
    // Five variants and two speakers; clusters need no training.
    assert.equal([...Deno.readDirSync(join(folder, "runs"))].length, 10);
    assert.match(rows.at(-1).variant, /^the speaker's clusters \(transductive; \d+ % pure/);
    assert.match(
      await Deno.readTextFile(`${out}.md`),
      /\| mine \| DenseFunctionals \| as it is \| unlabelled clips \|/,
    );

    const again = await program(...bench, "--json");
    assert.deepEqual(JSON.parse(again.stdout), rows);
    assert.doesNotMatch(again.stderr, /epoch/);

    const voice = bench.map((word) => word === "denseFunctionals" ? "voiceFunctionals" : word);
    const ofVoice = JSON.parse((await program(...voice, "--json")).stdout);
    const variants = ofVoice.map(({ variant }: AblationRow) => variant);
    assert.equal(variants[0], "as it is");
    assert.match(variants[3], /^the speaker's clusters \(transductive; [6-9]\d % pure/);
    assert.match(variants[4], /, taught by the speaker's clusters$/);
    assert.match(variants[5], /, on words held out from that$/);
    assert.equal(ofVoice.length, 6);
    assert.match(await Deno.readTextFile(`${out}.md`), /\| mine \| DenseFunctionals \| as it is/);
  });
});
