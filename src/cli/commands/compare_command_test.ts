import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import { madeRun } from "../../report/testing/made_run.ts";
import { runProgram } from "../testing/run_program.ts";

const corpus = madeCorpus({ classes: 2, speakers: 6, texts: 8, takes: 2 });

Deno.test("compare prints both runs, and refuses runs that tested other clips", () =>
  withTemporaryFolder(async (folder) => {
    const [poor, good, other] = ["poor", "good", "other"].map((name) => join(folder, name));
    await madeRun(poor, corpus, { skill: 0.1 });
    await madeRun(good, corpus, { skill: 0.95, drawSeed: 2 });
    await madeRun(other, corpus, { config: { seed: 2 } });

    const { code, stdout, stderr } = await runProgram("compare", poor, good);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^first: .*poor\n {2}SYNTHETIC data .*, emotionUnet\nsecond: .*good\n/);
    assert.match(stdout, /\nThe runs differ on these clips by more than chance/);

    const refused = await runProgram("compare", poor, other);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /only \d+ are common; .*--common/);
    const common = await runProgram("compare", poor, other, "--common", "--json");
    const comparison = JSON.parse(common.stdout);
    assert.ok(comparison.count > 0 && comparison.onlyFirst > 0);
    assert.deepEqual(comparison.runs, [poor, other]);
  }));

Deno.test("what is no run is the user's mistake", async () => {
  const { code, stderr } = await runProgram("compare", "/nowhere", "/nowhere");
  assert.equal(code, 2);
  assert.match(stderr, /Expected a run's folder at \/nowhere/);
});

Deno.test("compare --all-folds pairs the clips of all folds and judges over speakers", () =>
  withTemporaryFolder(async (folder) => {
    for (const [name, skill] of [["poor", 0.2], ["good", 0.9]] as const) {
      for (const at of [0, 1, 2, 3, 4, 5]) {
        const config = { protocol: "speaker", fold: `speaker${at}` } as const;
        await madeRun(join(folder, name, String(at)), corpus, { config, skill, drawSeed: at + 1 });
      }
    }
    const first = join(folder, "poor", "2"), second = join(folder, "good", "4");
    const { code, stdout, stderr } = await runProgram("compare", "--all-folds", first, second);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /emotionUnet, folds speaker0, .*speaker5\nknown of the speakers: nothing/);
    assert.match(stdout, new RegExp(`\n${corpus.clips.length} test clips of both\n`));
    const json = await runProgram("compare", "--all-folds", first, second, "--json");
    const comparison = JSON.parse(json.stdout);
    assert.equal(comparison.runs[1].length, 6);
    assert.equal(comparison.count, corpus.clips.length);
    // The made corpus has no files, so that nobody knows its speakers here.
    assert.equal(comparison.bySpeaker, null);
    const refused = await runProgram("compare", first, second);
    assert.equal(refused.code, 2);
  }));
