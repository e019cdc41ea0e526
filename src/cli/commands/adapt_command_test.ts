import assert from "node:assert/strict";
import { join } from "node:path";
import { requireCorpus } from "../../data/find_corpus.ts";
import { madeCorpus } from "../../data/made_inputs.ts";
import { splitFolds } from "../../data/splits/split_corpus.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { madeRun } from "../../report/testing/made_run.ts";
import { clipsToAdaptTo } from "../../train/adapt_runs.ts";
import { runProgram } from "../testing/run_program.ts";

const tiny = {
  corpus: "synthetic",
  protocol: "speaker",
  features: { fftSize: 64, melBins: 8 },
  network: { units: [8] },
  training: { epochs: 3, earlyStopping: { patience: 3 } },
};

Deno.test("adapt makes a run a round and says that its figures are transductive", async () => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "tiny.json");
    await Deno.writeTextFile(config, JSON.stringify(tiny));
    const trained = await runProgram(
      "train",
      "--config",
      config,
      "--model",
      "denseFunctionals",
      "--runs",
      folder,
      "--json",
    );
    assert.equal(trained.code, 0, trained.stderr);
    const run = JSON.parse(trained.stdout).folder;
    const adapted = await runProgram(
      "adapt",
      run,
      "--shares",
      "0.5,1",
      "--repeats",
      "2",
      "--runs",
      folder,
      "--quiet",
    );
    assert.equal(adapted.code, 0, adapted.stderr);
    assert.match(adapted.stdout, /^SYNTHETIC.*\n.*\nAdapted to the clips of the test set, without/);
    assert.match(
      adapted.stdout,
      /\nshare 0\.5\n +accuracy +\d\.\d{4}\n[^]*\nshare 1\n +accuracy +\d\.\d{4}\n/,
    );
    const wrong = await runProgram("adapt", run, "--shares", "0.5,2", "--runs", folder);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /Expected --shares to be numbers above 0 and up to 1/);

    const half = ["adapt", run, "--shares", "1", "--held-out", "0.5", "--runs", folder, "--quiet"];
    const { stdout } = await runProgram(...half);
    assert.match(stdout, /\nClips that were held out from adaptation:\n\n/);
    const [round] = JSON.parse((await runProgram(...half, "--json")).stdout);
    assert.equal(round.heldOut.count, round.metrics.count / 2);
    const none = await runProgram("adapt", run, "--held-out", "1", "--runs", folder);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /Expected --held-out to be a number above 0 and below 1/);
    // All texts are held out: there is nothing to learn from, alone or with the other folds.
    for (const how of [[], ["--clusters"], ["--clusters", "--all-folds"]]) {
      const all = [run, "--held-out", "0.99", ...how, "--runs", folder, "--quiet"];
      const { code, stderr } = await runProgram("adapt", ...all);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^error: Expected .* clips .* but found none beside \d+ that are held/m);
    }
  });
});

Deno.test("too few clips to adapt to are told before anything is trained", async () => {
  await withTemporaryFolder(async (folder) => {
    const made = madeCorpus({ classes: 3, speakers: 2, texts: 4, takes: 1 });
    const ofTest = made.clips.filter(({ speaker }) => speaker === "speaker1").slice(0, 2);
    const others = made.clips.filter(({ speaker }) => speaker !== "speaker1");
    const few = { ...made, clips: [...others, ...ofTest] };
    const config = { protocol: "speaker", fold: "speaker1" } as const;
    const run = await madeRun(join(folder, "run"), few, { config });
    await assert.rejects(clipsToAdaptTo([run.folder], few, { clusters: true, seed: 1 }), {
      name: "UserError",
      message: `Expected the test set of ${run.folder} to have 3 clips or more, one for each ` +
        "class, to look for clusters in, but found 2",
    });
    assert.equal((await clipsToAdaptTo([run.folder], few, { seed: 1 })).predictions.ids.length, 2);
  });
});

Deno.test("curves of all folds have all speakers, and refuse what they have no use for", async () => {
  await withTemporaryFolder(async (folder) => {
    const config = join(folder, "tiny.json");
    await Deno.writeTextFile(config, JSON.stringify(tiny));
    const model = ["--model", "denseFunctionals", "--seed", "1"];
    const runs: string[] = [];
    for (const fold of splitFolds(await requireCorpus("synthetic"), "speaker")) {
      const where = ["--config", config, "--runs", folder, "--fold", fold, "--json"];
      const { code, stdout, stderr } = await runProgram("train", ...where, ...model);
      assert.equal(code, 0, stderr);
      runs.push(JSON.parse(stdout).folder);
    }
    const curve = ["adapt", runs[0], "--heard", "2", "--quiet", "--json"];
    const [one, all] = [await runProgram(...curve), await runProgram(...curve, "--all-folds")];
    assert.equal(all.code, 0, all.stderr);
    const speakersOf = ({ stdout }: typeof one) => Object.keys(JSON.parse(stdout)[1].speakers);
    assert.deepEqual([speakersOf(one).length, speakersOf(all).length], [1, runs.length]);
    for (const [unused, ...words] of [["--clusters"], ["--shares", "0.5"], ["--runs", folder]]) {
      const { code, stderr } = await runProgram(...curve, unused, ...words);
      assert.deepEqual([code, stderr.includes(`Expected no ${unused} beside --heard`)], [2, true]);
    }
    const { code, stderr } = await runProgram("adapt", runs[0], "--labelled", "2", "--heard", "2");
    assert.deepEqual([code, stderr.includes("Expected no --heard beside --labelled")], [2, true]);
  });
});
