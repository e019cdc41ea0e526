/** Published folds by CSV: from `data split --from` to a trained, evaluated and benched network. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { indexPath } from "../../../data/clip_index.ts";
import { writeClips } from "../../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../../data/testing/temporary_folder.ts";
import { tinyRun } from "../../../train/tiny_run.ts";
import { runProgram } from "../../testing/run_program.ts";

const CLIPS = ["a", "b"].flatMap((speaker) =>
  ["sad", "calm"].flatMap((label) => [1, 2, 3, 4, 5].map((text) => `${speaker}_${label}_t${text}`))
);

Deno.test("a table of folds is usable by its protocol in train, evaluate and bench", async () => {
  await withTemporaryFolder(async (folder) => {
    const root = join(folder, "clips");
    await writeClips(root, CLIPS.map((name) => `${name}.wav`));
    const data = ["--data", folder];
    const run = async (...words: string[]) => {
      const result = await runProgram(...words, ...data);
      return result;
    };
    try {
      const pattern = "{speaker}_{class}_{text}";
      assert.equal((await run("data", "add", "own", root, "--pattern", pattern)).code, 0);
      const table = join(folder, "folds.csv");
      const partOf = (at: number) => at % 5 === 0 ? "test" : at % 5 === 1 ? "validation" : "train";
      const rows = CLIPS.map((name, at) => `${name},${partOf(at)}`);
      await Deno.writeTextFile(table, `file,part\n${rows.join("\n")}\nlost_one,train\n`);

      const other = await run("data", "split", "own", "--from", table, "--protocol", "text");
      assert.equal(other.code, 2);
      assert.match(other.stderr, /Expected --from with the protocol published, but found text/);
      const early = await run("data", "split", "own", "--protocol", "published");
      assert.equal(early.code, 2);
      assert.match(early.stderr, /`data split own --from FILE` brings a table of them in/);

      const none = await run("data", "split", "own", "--from", join(folder, "none.csv"));
      assert.equal(none.code, 2);
      assert.match(none.stderr, /Expected a CSV table of folds at .*none\.csv, but there is none/);

      const split = await run("data", "split", "own", "--from", table);
      assert.equal(split.code, 0, split.stderr);
      assert.match(split.stderr, /Kept in .*own\.folds\.csv: 1 fold \(1\); train, tune and bench/);
      assert.match(split.stdout, /^own, protocol published, seed 1, fold 1\n/);
      assert.match(split.stdout, /\ntest +2 +2 +4\n/);
      assert.match(split.stdout, /\n1 of the fold's 21 files are not here \(lost_one\), 0 clips/);

      const config = join(folder, "tiny.json");
      await Deno.writeTextFile(config, JSON.stringify({ ...tinyRun, corpus: "own" }));
      const runs = ["--runs", join(folder, "runs")];
      const words = ["train", "--config", config, "--protocol", "published", ...runs];
      const trained = await run(...words);
      assert.equal(trained.code, 0, trained.stderr);
      const [name] = [...Deno.readDirSync(join(folder, "runs"))].map((entry) => entry.name);
      assert.match(name, /^own-.*-published-1-seed1-/);
      const evaluated = await run("evaluate", join(folder, "runs", name));
      assert.equal(evaluated.code, 0, evaluated.stderr);

      await Deno.writeTextFile(
        join(folder, "corpora", "own.folds.csv"),
        [
          "file,part",
          ...CLIPS.map((one, at) => `${one},${partOf(at + 1)}`),
        ].join("\n"),
      );
      const changed = await run(...words);
      assert.equal(changed.code, 2);
      assert.match(changed.stderr, /its table has changed since; bring that back/);
    } finally {
      await Deno.remove(indexPath(root)).catch(() => {});
    }
  });
});
