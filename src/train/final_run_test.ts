import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram } from "../cli/testing/run_program.ts";
import { madeCorpus, toneWav } from "../data/made_inputs.ts";
import { finalSplit } from "../data/splits/split_corpus.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { writeManifest } from "./manifest.ts";
import { tinyRun } from "./tiny_run.ts";

Deno.test("a final split trains and validates on every clip, no speaker in both sets", () => {
  const corpus = madeCorpus({ classes: 2, speakers: 4, texts: 3, takes: 2 });
  const { train, validation, test } = finalSplit(corpus, { protocol: "speaker", seed: 3 });
  assert.deepEqual(test, []);
  assert.deepEqual([...train, ...validation].sort(), corpus.clips.map(({ id }) => id).sort());
  const speakersOf = (ids: string[]) =>
    new Set(corpus.clips.filter(({ id }) => ids.includes(id)).map(({ speaker }) => speaker));
  assert.deepEqual(speakersOf(train).intersection(speakersOf(validation)), new Set());
});

Deno.test("train --final trains on all clips and quotes the figures of the runs that were tested", async (t) => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "tiny.json");
    await Deno.writeTextFile(config, JSON.stringify({ ...tinyRun, protocol: undefined }));
    const runs = join(folder, "runs");
    const train = (...words: string[]) =>
      runProgram("train", "--config", config, "--epochs", "1", "--runs", runs, ...words);

    await t.step("before there are any it says how to get them", async () => {
      const { code, stderr } = await train("--final");
      assert.equal(code, 2);
      assert.match(
        stderr,
        /Expected finished runs of this network in .*found none .*: bench synthetic --protocols/,
      );
      const fold = await train("--final", "--fold", "x");
      assert.match(fold.stderr, /no --fold beside --final/);
    });

    const accuracies: number[] = [];
    const folders: string[] = [];
    for (
      const words of [["--fold", "1of3"], ["--fold", "2of3"], ["--fold", "2of3", "--seed", "2"]]
    ) {
      const { code, stdout, stderr } = await train("--protocol", "textFolds", "--json", ...words);
      assert.equal(code, 0, stderr);
      const run = JSON.parse(stdout);
      accuracies.push(run.metrics.accuracy);
      folders.push(run.folder);
    }

    await t.step("claimed scores are not quoted", async () => {
      for (const run of folders) await writeManifest(run, true);
      const { code, stderr } = await train("--final");
      assert.equal(code, 2);
      assert.match(stderr, /Expected finished runs of this network in .*found none/);
      for (const run of folders) await writeManifest(run);
    });

    await t.step("the mean over folds of the means over seeds", async () => {
      const { code, stdout, stderr } = await train("--final", "--json");
      assert.equal(code, 0, stderr);
      const { folder: run, figures } = JSON.parse(stdout);
      assert.match(run, /-final-seed1-/);
      assert.equal(figures.protocol, "textFolds");
      assert.deepEqual(figures.folds, { found: 2, of: 3 });
      assert.deepEqual(figures.seeds, [1, 2]);
      const [first, ...second] = accuracies;
      const expected = (first + (second[0] + second[1]) / 2) / 2;
      assert.ok(Math.abs(figures.lines[0].accuracy - expected) < 1e-12);
      const { train: trained, validation, test } = JSON.parse(
        await Deno.readTextFile(join(run, "split.json")),
      );
      assert.deepEqual([test.length, trained.length + validation.length], [0, 640]);
      assert.deepEqual(JSON.parse(await Deno.readTextFile(join(run, "final.json"))), figures);
      const card = await Deno.readTextFile(join(run, "model_card.md"));
      assert.match(card, /None: the network was trained on all clips/);
      assert.match(card, /Means over 2 of 3 folds of the protocol “textFolds” and seeds 1, 2\./);
      assert.doesNotMatch(card, /NaN|undefined/);

      const again = await train("--final");
      assert.equal(again.code, 0, again.stderr);
      assert.match(
        again.stdout,
        /Quoted from 3 runs, protocol textFolds, 2 of 3 folds, seeds 1, 2:/,
      );
      assert.doesNotMatch(again.stderr, /epoch/);

      const evaluated = await runProgram("evaluate", run);
      assert.equal(evaluated.code, 2);
      assert.match(evaluated.stderr, /to have a test set, but it was trained on all clips/);
      const validated = await runProgram("evaluate", run, "--part", "validation", "--json");
      assert.equal(validated.code, 0, validated.stderr);
      const listed = JSON.parse((await runProgram("results", "--runs", runs, "--json")).stdout);
      const [own] = listed.filter(({ kind }: { kind: string }) => kind === "final");
      assert.deepEqual([own.state, own.accuracy], ["finished", null]);
      const [sent, back] = [join(folder, "sent"), join(runs, "back")];
      for (const words of [["export", run, sent, "--to", "tfjs"], ["import", sent, back]]) {
        const { code, stderr } = await runProgram(...words);
        assert.equal(code, 0, stderr);
      }
      const all = JSON.parse((await runProgram("results", "--runs", runs, "--json")).stdout);
      assert.ok(all.every(({ state }: { state: string }) => state === "finished"));
      const claimed = all.filter((one: { claimed: boolean }) => one.claimed);
      assert.deepEqual(claimed.map(({ name }: { name: string }) => name), ["back"]);
      const text = await Deno.readTextFile(join(back, "final.json"));
      assert.deepEqual(JSON.parse(text), figures);
      await Deno.remove(back, { recursive: true });
      const compared = await runProgram("compare", run, folders[0]);
      assert.match(compared.stderr, /was trained on all clips \(--final\)/);
    });

    await t.step("predict takes it before newer runs, and says its figure", async () => {
      const clip = join(folder, "clip.wav");
      await Deno.writeFile(clip, toneWav(3));
      const newer = await train("--protocol", "textFolds", "--fold", "3of3");
      assert.equal(newer.code, 0, newer.stderr);
      const { code, stdout, stderr } = await runProgram("predict", clip, "--runs", runs, "--json");
      assert.equal(code, 0, stderr);
      const { models: [model] } = JSON.parse(stdout);
      assert.match(model.run, /-final-seed1-/);
      assert.deepEqual(model.figures.map(({ folds }: { folds: number }) => folds), [2]);
    });
  });
});
