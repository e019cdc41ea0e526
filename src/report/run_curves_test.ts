import assert from "node:assert/strict";
import { join } from "node:path";
import { madeCorpus } from "../data/made_inputs.ts";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import { curvesSchema } from "./curves.ts";
import { runCurves } from "./run_curves.ts";
import { madeRun } from "./testing/made_run.ts";

const corpus = madeCorpus({ classes: 3, speakers: 6, texts: 5, takes: 2 });
const how = { model: "EmotionUnet", command: "duygu bench made" };

/** Area under points by trapezia. */
function area(x: number[], y: number[]): number {
  return x.slice(1).reduce((sum, to, at) => sum + (to - x[at]) * (y[at] + y[at + 1]) / 2, 0);
}

Deno.test("curves are those of the run's test part", () =>
  withTemporaryFolder(async (folder) => {
    const run = await madeRun(join(folder, "made-run"), corpus);
    const curves = await runCurves(run, corpus, how);
    assert.ok(curvesSchema.safeParse(curves).success);
    assert.equal(curves.run, "made-run");
    const { knowledge, lines: _, ...metrics } = run.metrics;
    assert.deepEqual(curves.metrics, metrics);
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
