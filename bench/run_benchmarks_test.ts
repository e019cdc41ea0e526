import assert from "node:assert/strict";
import { join } from "node:path";
import { outputOf, runProgram, startProgram } from "../src/cli/testing/run_program.ts";
import { withTemporaryFolder } from "../src/data/testing/temporary_folder.ts";
import { readAllCurves } from "../src/report/curves.ts";
import { writeEncoder } from "../src/dsp/encoder/testing/made_encoder.ts";
import type { SummaryRow } from "../src/report/summary.ts";
import { ensembleRuns } from "../src/train/ensemble_runs.ts";
import { readSummary } from "../src/report/write_summary.ts";
import { readPredictions } from "../src/train/predictions.ts";

Deno.test("bench on the generated corpus says SYNTHETIC, saves a summary, and does nothing twice", async () => {
  await withTemporaryFolder(async (folder) => {
    const runs = join(folder, "runs");
    const protocols = ["--protocols", "paper", "textFolds", "--folds", "3"];
    const args = ["bench", "synthetic", "--budget", "smoke", "--runs", runs, ...protocols];
    const first = await outputOf(startProgram(args, { COLUMNS: "250" }));
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /SYNTHETIC: generated voices/);
    assert.match(first.stdout, /synthetic \(SYNTHETIC\)\s+EmotionUnet\s+accuracy\s+paper/);
    assert.match(first.stdout, /only 1 of 3 folds tested: 1of3/);
    assert.match(first.stdout, /What unseen speakers and texts cost:\n[^]*accuracy +textFolds/);
    const summary = (await readSummary(join(runs, "smoke")))!;
    assert.equal(summary.rows[0].synthetic, true);
    assert.equal(summary.rows[0].published, null);
    assert.equal(
      (summary.environment as { engine: { engine: string } }).engine.engine,
      "tensorflow",
    );
    const [curves] = await readAllCurves(join(runs, "smoke"));
    assert.equal(curves.synthetic, true);
    assert.equal(curves.metrics.accuracy, summary.rows[0].values[0]);
    assert.equal(curves.history.length, 2);

    const again = await runProgram(...args, "--json");
    assert.deepEqual(JSON.parse(again.stdout).rows, summary.rows);
    assert.doesNotMatch(again.stderr, /epoch/);
  });
});

Deno.test("networks with one official test set are tested together too, by the mean of their probabilities", async () => {
  await withTemporaryFolder(async (runs) => {
    const models = ["--models", "mobileNet", "compactResNet"];
    const { code, stdout, stderr } = await runProgram(
      "bench",
      "synthetic-faces",
      "--budget",
      "smoke",
      "--runs",
      runs,
      ...models,
      "--json",
    );
    assert.equal(code, 0, stderr);
    const rows: SummaryRow[] = JSON.parse(stdout).rows;
    const accuracies = rows.filter(({ metric }) => metric === "accuracy");
    assert.deepEqual(
      accuracies.map(({ model, protocol }) => [model, protocol]),
      ["MobileNet", "CompactResNet", "MobileNet + CompactResNet"].map((name) => [name, "official"]),
    );
    const folders = accuracies[2].run.split(" ");
    assert.deepEqual(folders, accuracies.slice(0, 2).map(({ run }) => run));
    const [one, other] = await Promise.all(folders.map((run) => readPredictions(run)));
    const sums = one.probabilities.map((value, at) => value + other.probabilities[at]);
    const width = one.classes.length;
    const right = one.labels.filter((label, row) => {
      const own = sums.slice(row * width, (row + 1) * width);
      return own.indexOf(Math.max(...own)) === label;
    });
    assert.equal(accuracies[2].mean, right.length / one.labels.length);
  });
});

Deno.test("several networks on one split are tested together", async () => {
  await withTemporaryFolder(async (runs) => {
    const models = ["--models", "denseFunctionals", "--members", "2"];
    const { code, stdout, stderr } = await runProgram(
      "bench",
      "synthetic",
      "--budget",
      "smoke",
      "--runs",
      runs,
      ...models,
      "--json",
    );
    assert.equal(code, 0, stderr);
    const rows: SummaryRow[] = JSON.parse(stdout).rows;
    const accuracies = rows.filter(({ metric }) => metric === "accuracy");
    const names = accuracies.map(({ model }) => model);
    assert.deepEqual(names, ["DenseFunctionals", "2 × DenseFunctionals"]);
    const [first, second] = accuracies[1].run.split(" ");
    assert.equal(first, accuracies[0].run);
    assert.match(second, /-seed1-weights2-/);
    const [one, other] = await Promise.all([first, second].map((run) => readPredictions(run)));
    assert.deepEqual(one.ids, other.ids);
  });
});

Deno.test("on a given split the runs of the seeds are an ensemble, which counts once", async () => {
  await withTemporaryFolder(async (runs) => {
    const { code, stdout, stderr } = await runProgram(
      ...["bench", "synthetic-faces", "--budget", "smoke", "--models", "compactResNet"],
      ...["--seeds", "2", "--members", "2", "--runs", runs, "--json"],
    );
    assert.equal(code, 0, stderr);
    const rows: SummaryRow[] = JSON.parse(stdout).rows;
    const [single, together] = rows.filter(({ metric }) => metric === "accuracy");
    assert.deepEqual([single.model, single.seeds], ["CompactResNet", [1, 2]]);
    assert.deepEqual([together.model, together.seeds], ["2 × CompactResNet", [1]]);
    assert.equal(together.run, single.run);
    const { metrics } = await ensembleRuns(together.run.split(" "));
    assert.deepEqual(together.values, [metrics.accuracy]);
  });
});

Deno.test("networks are tested together under each protocol, fold by fold", async () => {
  await withTemporaryFolder(async (runs) => {
    const choice = ["--models", "denseFunctionals", "residualCnn2d", "--protocols", "speakerFolds"];
    const { code, stdout, stderr } = await runProgram(
      "bench",
      "synthetic",
      "--budget",
      "smoke",
      "--folds",
      "2",
      "--runs",
      runs,
      ...choice,
      "--json",
    );
    assert.equal(code, 0, stderr);
    const rows: SummaryRow[] = JSON.parse(stdout).rows;
    const accuracies = rows.filter(({ metric }) => metric === "accuracy");
    const [first, second, both] = accuracies.filter(({ knowledge }) => knowledge === "nothing");
    assert.equal(both.model, "DenseFunctionals + ResidualCnn2d");
    assert.equal(both.n, first.n);
    assert.deepEqual(both.run.split(" "), [...first.run.split(" "), ...second.run.split(" ")]);
    const folds = first.run.split(" ").map((run, fold) => [run, second.run.split(" ")[fold]]);
    const shares = await Promise.all(folds.map(async (ofFold) => {
      return (await ensembleRuns(ofFold)).metrics.accuracy;
    }));
    assert.equal(both.mean, shares.reduce((sum, share) => sum + share) / shares.length);
    // Features are normalised by speaker: with unlabelled clips of one there is a second line.
    const known = accuracies.filter(({ knowledge }) => knowledge === "unlabelled");
    assert.deepEqual(known.map(({ model, run }) => [model, run]), [
      ...[first, second, both].map(({ model, run }) => [model, run]),
    ]);
    assert.ok(known.every(({ knownClips }) => knownClips! > 1));
    // Intervals are over the speakers of both folds.
    assert.equal(first.interval!.over, "speakers");
    const ofSpeakers = first.bySpeaker!;
    assert.equal(first.interval!.count, ofSpeakers.length);
    assert.equal(ofSpeakers.reduce((sum, { n }) => sum + n, 0), first.n);
  });
});

Deno.test("a corpus that nobody knows is the user's mistake", async () => {
  const { code, stderr } = await runProgram("bench", "turevv");
  assert.equal(code, 2);
  assert.match(stderr, /turevv/);
});

Deno.test("a pretrained encoder's rows say what is known of the speakers: nothing, clips, labels", async () => {
  await withTemporaryFolder(async (folder) => {
    const runs = join(folder, "runs");
    const file = await writeEncoder(folder, "hubert");
    const encoder = ["--features", `encoder:${file}`, "--models", "encoderFunctionals"];
    const bench = async (...more: string[]) => {
      const args = ["bench", "synthetic", "--protocols", "speaker", "--budget", "smoke"];
      return await runProgram(...args, ...more, "--runs", runs, "--engine", "cpu", "--json");
    };
    const { code, stdout, stderr } = await bench(...encoder);
    assert.equal(code, 0, stderr);
    const rows = (JSON.parse(stdout).rows as SummaryRow[])
      .filter(({ metric }) => metric === "accuracy");
    const [nothing, unlabelled, labelled] = rows;
    assert.deepEqual(
      rows.map(({ knowledge, model }) => [knowledge, model]),
      ["nothing", "unlabelled", "labelled"].map((known) => [known, "LDA, encoder and hubert"]),
    );
    assert.equal(unlabelled.knownClips, unlabelled.n);
    assert.equal(labelled.knownClips, 10);
    // Each clip but the ten that have labels, however often it was predicted.
    assert.equal(labelled.n, nothing.n - 10);
    assert.deepEqual(labelled.bySpeaker!.map(({ n }) => n), [labelled.n]);
    const layers = JSON.parse(await Deno.readTextFile(join(nothing.run, "layers.json")));
    assert.ok([1, 2].includes(layers.clustered) && layers.judged.length > 0, `${layers}`);
    const wrong = await bench("--features", "table:some.csv");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /Expected encoder:FILE as --features of a benchmark/);
  });
});
