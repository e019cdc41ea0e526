import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../../data/testing/made_corpus.ts";
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
