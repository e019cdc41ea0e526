import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../../data/made_inputs.ts";
import { withTemporaryFolder } from "../../data/testing/temporary_folder.ts";
import type { RunComparison } from "../../report/compare_runs.ts";
import { madeRun } from "../../report/testing/made_run.ts";
import { runProgram } from "../testing/run_program.ts";
import { comparisonText } from "./compare_command.ts";

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
    const labelled = await runProgram("compare", poor, good, "--knowledge", "labelled");
    assert.match(labelled.stdout, /\nknown of the speakers: nothing known\n/);

    const refused = await runProgram("compare", poor, other);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /only \d+ are common; .*--common/);
    const common = await runProgram("compare", poor, other, "--common", "--json");
    const comparison = JSON.parse(common.stdout);
    assert.ok(comparison.count > 0 && comparison.onlyFirst > 0);
    assert.deepEqual(comparison.runs, [poor, other]);
  }));

Deno.test("what is no run is the user's mistake", async () => {
  const { code, stderr } = await runProgram("compare", "/nowhere", "/elsewhere");
  assert.equal(code, 2);
  assert.match(stderr, /Expected a run's folder at \/nowhere/);
  const same = await runProgram("compare", "runs/a", "./runs/a/");
  assert.deepEqual([same.code, same.stdout], [2, ""]);
  assert.match(same.stderr, /^error: Expected two different runs, but found runs\/a twice\n$/);
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

const comparison: RunComparison = {
  count: 100,
  onlyFirst: 0,
  onlySecond: 0,
  metrics: [
    { name: "accuracy", first: 0.9, second: 0.8, difference: -0.1 },
    { name: "aucHardLabel", first: null, second: 0.5, difference: null },
  ],
  accuracyDifference: { low: -0.15, high: 0.05 },
  accuracyDifferenceBySpeaker: null,
  uarDifference: { low: -0.12, high: 0.03 },
  uarDifferenceBySpeaker: null,
  bySpeaker: null,
  speakerDifference: null,
  mcnemar: { onlyFirst: 15, onlySecond: 5, exactP: 0.04139, statistic: 4, correctedP: 0.0441 },
};

Deno.test("metrics, interval and test stand there with what they mean", () => {
  const text = comparisonText(comparison);
  assert.match(text, /^100 test clips of both\n/);
  assert.match(text, /\naccuracy +0\.9000 +0\.8000 +−0\.1000\n/);
  assert.match(text, /\nAUC, from hard labels +- +0\.5000 +-\n/);
  assert.match(text, /95 % interval −0\.1500 to \+0\.0500 over clips\n/);
  assert.match(text, /\nUAR, second less first: 95 % interval −0\.1200 to \+0\.0300 over clips\n/);
  assert.match(text, /15 clips only the first got right, 5 only the second; exact p = 0\.0414/);
  assert.match(text, /more than chance/);
});

Deno.test("left out clips and whole speakers are named, chance is called chance", () => {
  const text = comparisonText({
    ...comparison,
    onlyFirst: 3,
    onlySecond: 4,
    accuracyDifferenceBySpeaker: { low: -0.2, high: 0.2 },
    mcnemar: { ...comparison.mcnemar, exactP: 0.5 },
  });
  assert.match(text, /; 3 clips of the first and 4 of the second are left out\n/);
  assert.match(text, /over clips, −0\.2000 to \+0\.2000 over whole speakers\n/);
  assert.match(text, /may be chance/);
});

Deno.test("speakers have a row each, and say whether others would show the difference", () => {
  const bySpeaker = [
    { speaker: "anna", n: 60, first: 0.9, second: 0.7, firstUar: 0.8, secondUar: 0.7 },
    { speaker: "bert", n: 40, first: 0.9, second: 0.95, firstUar: 0.85, secondUar: 0.8 },
  ];
  const speakerDifference = { mean: -0.075, count: 2, student: { low: -1.66, high: 1.51 } };
  const text = comparisonText({
    ...comparison,
    bySpeaker,
    speakerDifference: { ...speakerDifference, bootstrap: null },
  });
  assert.match(text, /\nbert +40 +0\.9000 +0\.9500 +\+0\.0500 +0\.8500 +0\.8000 +−0\.0500\n/);
  assert.match(
    text,
    /\nOver 2 speakers, each alike: −0\.0750, 95 % interval −1\.6600 to \+1\.5100 \(t\)\n/,
  );
  assert.match(text, /For other speakers the difference may be chance/);
  const sure = { ...speakerDifference, student: { low: -0.1, high: -0.05 }, bootstrap: null };
  assert.match(
    comparisonText({ ...comparison, bySpeaker, speakerDifference: sure }),
    /differ for speakers such as these/,
  );
});
