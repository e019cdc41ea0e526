import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import type { EpochRecord } from "../train/checkpoint.ts";
import { curvesSchema, readAllCurves, runCurves, writeCurves } from "./curves.ts";
import { madeRun } from "./testing/made_run.ts";

const corpus = madeCorpus({ classes: 3, speakers: 6, texts: 5, takes: 2 });
const how = { model: "EmotionUnet", command: "duygu bench made" };

/** Area under points by trapezia. */
function area(x: number[], y: number[]): number {
  return x.slice(1).reduce((sum, to, at) => sum + (to - x[at]) * (y[at] + y[at + 1]) / 2, 0);
}

Deno.test("curves are those of the run's test set", () =>
  withTemporaryFolder(async (folder) => {
    const run = await madeRun(join(folder, "made-run"), corpus);
    const curves = await runCurves(run, corpus, how);
    assert.ok(curvesSchema.safeParse(curves).success);
    assert.equal(curves.run, "made-run");
    const { knowledge, lines: _, reliability, ...metrics } = run.metrics;
    const { reliability: drawn, ...others } = curves.metrics;
    assert.deepEqual(others, metrics);
    for (const [at, { count, confidence }] of reliability.entries()) {
      assert.equal(drawn[at].count, count);
      assert.equal(drawn[at].confidence?.toPrecision(4), confidence?.toPrecision(4));
    }
    assert.equal(curves.knowledge, knowledge);
    for (const [own, { name, roc, precisionRecall }] of curves.curves.entries()) {
      assert.equal(name, corpus.classes[own]);
      const auc = area(roc!.falsePositiveRate, roc!.truePositiveRate);
      assert.ok(Math.abs(auc - run.metrics.perClass[own].aucProbability!) < 0.003);
      const averagePrecision = area(precisionRecall!.recall, precisionRecall!.precision);
      const expected = run.metrics.perClass[own].averagePrecision!;
      assert.ok(Math.abs(averagePrecision - expected) < 0.003, `${averagePrecision}, ${expected}`);
      assert.deepEqual([precisionRecall!.recall[0], precisionRecall!.recall.at(-1)], [0, 1]);
    }
    const { accuracy, macroF1 } = curves.intervals;
    assert.ok(accuracy!.low < run.metrics.accuracy && run.metrics.accuracy < accuracy!.high);
    assert.ok(macroF1!.low < macroF1!.high);
    const total = curves.trainingClips!.reduce((sum, count) => sum + count, 0);
    // 60 clips less a quarter to test and a tenth to validate.
    assert.deepEqual([curves.trainingClips!.length, total], [3, corpus.clips.length * 0.65]);
    assert.ok(curves.trainingClips!.every((count) => count > 0));
    // A random split of clips by 6 speakers of 5 texts each.
    assert.deepEqual(curves.alsoInTraining, { speaker: 1, text: 1 });
    assert.notDeepEqual(curves.speakerIntervals!.accuracy, curves.intervals.accuracy);
  }));

Deno.test("one speaker is not resampled, and shares nothing under the speaker protocol", () =>
  withTemporaryFolder(async (folder) => {
    const config = { protocol: "speaker", fold: "speaker2" } as const;
    const run = await madeRun(folder, corpus, { config });
    const curves = await runCurves(run, corpus, how);
    assert.equal(curves.speakerIntervals, null);
    assert.deepEqual(curves.alsoInTraining, { speaker: 0, text: 1 });
    assert.deepEqual([curves.protocol, curves.fold], ["speaker", "speaker2"]);
  }));

Deno.test("unknown speakers are neither counted nor resampled", () =>
  withTemporaryFolder(async (folder) => {
    const clips = corpus.clips.map((clip) => ({ ...clip, speaker: "" }));
    const nameless = { ...corpus, clips };
    const curves = await runCurves(await madeRun(folder, nameless), nameless, how);
    assert.equal(curves.speakerIntervals, null);
    assert.equal(curves.alsoInTraining.speaker, null);
  }));

Deno.test("curves are small in their file and read back unchanged", () =>
  withTemporaryFolder(async (folder) => {
    assert.deepEqual(await readAllCurves(folder), []);
    const corpus = madeCorpus({ classes: 7, speakers: 25, texts: 40, takes: 1 });
    const run = await madeRun(join(folder, "run"), corpus);
    const how = { model: "EmotionUnet", command: "duygu bench made" };
    const curves = JSON.parse(JSON.stringify(await runCurves(run, corpus, how)));
    await writeCurves(curves, folder);
    const others = [{ ...curves, protocol: "speaker" }, { ...curves, model: "Net, cleaned" }];
    for (const other of others) await writeCurves(other, folder);
    assert.deepEqual(await readAllCurves(folder), [curves, ...others]);
    assert.ok((await Deno.stat(join(folder, "curves", "made-net-cleaned-paper.json"))).isFile);
    const path = join(folder, "curves", "made-emotionunet-paper.json");
    const { size } = await Deno.stat(path);
    assert.ok(size < 100_000, `${size} bytes`);
    // Files of former versions have a record for each epoch.
    const written = JSON.parse(await Deno.readTextFile(path));
    assert.deepEqual(written.history.epoch, curves.history.map(({ epoch }: EpochRecord) => epoch));
    await Deno.writeTextFile(path, JSON.stringify({ ...written, history: curves.history }));
    assert.deepEqual((await readAllCurves(folder))[0], curves);
    const uneven = { ...written.history, trainLoss: [] };
    await Deno.writeTextFile(path, JSON.stringify({ ...written, history: uneven }));
    await assert.rejects(readAllCurves(folder), { name: "UserError", message: /history/ });
  }));

Deno.test("the same run gives the same bytes, whatever the order of its configuration's keys", () =>
  withTemporaryFolder(async (folder) => {
    const corpus = madeCorpus({ classes: 2, speakers: 3, texts: 4, takes: 1 });
    const run = await madeRun(join(folder, "run"), corpus);
    const how = { model: "EmotionUnet", command: "duygu bench made" };
    const backwards = (value: unknown): unknown =>
      typeof value !== "object" || value === null || Array.isArray(value) ? value : Object
        .fromEntries(Object.entries(value).reverse().map(([key, one]) => [key, backwards(one)]));
    const texts = [];
    for (const config of [run.config, backwards(run.config) as typeof run.config]) {
      await writeCurves(await runCurves({ ...run, config }, corpus, how), folder);
      texts.push(await Deno.readTextFile(join(folder, "curves", "made-emotionunet-paper.json")));
    }
    assert.equal(texts[1], texts[0]);
  }));

Deno.test("a malformed file is named", () =>
  withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "curves"));
    await Deno.writeTextFile(join(folder, "curves", "a.json"), "{}");
    await assert.rejects(readAllCurves(folder), { name: "UserError", message: /a\.json field/ });
  }));
