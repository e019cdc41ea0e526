import assert from "node:assert/strict";
import { intervalsOverGroups } from "../metrics/group_scores.ts";
import { type ComparedRun, compareRuns } from "./compare_runs.ts";

const classes = ["calm", "sad"];

/** A run that calls clip i rightly where `right` has a 1 at i. */
function madeRun(name: string, right: string, fields: Partial<ComparedRun> = {}): ComparedRun {
  const ids = Array.from(right, (_, clip) => `clip${clip}`);
  const labels = ids.map((_, clip) => clip % 2);
  const probabilities = Float64Array.from(labels.flatMap((label, clip) => {
    const called = right[clip] === "1" ? label : 1 - label;
    return [0, 1].map((own) => own === called ? 0.8 : 0.2);
  }));
  return {
    name,
    corpus: "turev",
    data: "same",
    predictions: { ids, classes, labels, probabilities },
    ...fields,
  };
}

/** The same run with its clips in the order of `order`. */
function reorder(run: ComparedRun, order: number[]): ComparedRun {
  const { ids, labels, probabilities } = run.predictions;
  const predictions = {
    classes,
    ids: order.map((clip) => ids[clip]),
    labels: order.map((clip) => labels[clip]),
    probabilities: Float64Array.from(
      order.flatMap((clip) => [probabilities[2 * clip], probabilities[2 * clip + 1]]),
    ),
  };
  return { ...run, predictions };
}

Deno.test("metrics stand side by side and McNemar counts the discordant clips", () => {
  const first = madeRun("a", "1111000000");
  const second = reorder(madeRun("b", "1101111110"), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  const { count, metrics, mcnemar, accuracyDifference } = compareRuns(first, second);
  assert.equal(count, 10);
  const [accuracy] = metrics;
  assert.deepEqual([accuracy.first, accuracy.second], [0.4, 0.8]);
  assert.ok(Math.abs(accuracy.difference! - 0.4) < 1e-12);
  assert.deepEqual([mcnemar.onlyFirst, mcnemar.onlySecond], [1, 5]);
  assert.ok(Math.abs(mcnemar.exactP - 14 / 64) < 1e-12, "2 (1 + 6) / 2^6");
  assert.ok(accuracyDifference.low < 0.4 && accuracyDifference.high > 0.4);
  // The other way round everything changes its sign.
  const back = compareRuns(second, first);
  assert.ok(Math.abs(back.metrics[0].difference! + 0.4) < 1e-12);
  assert.equal(back.mcnemar.exactP, mcnemar.exactP);
});

Deno.test("a run compared with itself shows no difference", () => {
  const run = madeRun("a", "1101");
  const { metrics, mcnemar, accuracyDifference } = compareRuns(run, run);
  assert.ok(metrics.every(({ difference }) => difference === 0 || difference === null));
  assert.deepEqual([mcnemar.exactP, mcnemar.correctedP], [1, 1]);
  assert.deepEqual(accuracyDifference, { low: 0, high: 0 });
});

Deno.test("whole speakers are drawn where five or more are known", () => {
  const first = madeRun("a", "1".repeat(10));
  const second = madeRun("b", "1100110011");
  const speakers = (count: number) =>
    new Map(first.predictions.ids.map((id, clip) => [id, `speaker${clip % count}`]));
  const compared = (count: number) => compareRuns(first, second, { speakers: speakers(count) });
  assert.ok(compared(5).accuracyDifferenceBySpeaker);
  assert.equal(compared(4).accuracyDifferenceBySpeaker, null);
  const unknown = new Map([...speakers(6), ["clip3", ""]]);
  const partly = compareRuns(first, second, { speakers: unknown });
  assert.equal(partly.accuracyDifferenceBySpeaker, null);
});

Deno.test("runs that cannot be compared are refused with the reason", () => {
  const first = madeRun("a", "1111");
  const refused = (second: ComparedRun, message: RegExp) =>
    assert.throws(() => compareRuns(first, second), { name: "UserError", message });
  refused(madeRun("b", "1111", { corpus: "tess" }), /a is of turev and b of tess/);
  refused(madeRun("b", "1111", { data: "other" }), /those of turev changed/);
  const { predictions } = first;
  refused({ ...first, predictions: { ...predictions, classes: ["calm", "happy"] } }, /calm, happy/);
  refused(madeRun("b", "111"), /of 4 and 3 clips only 3 are common.*--common/);
  const flipped = predictions.labels.map((label) => 1 - label);
  refused({ ...first, predictions: { ...predictions, labels: flipped } }, /clip0 is calm in a/);
  const others = predictions.ids.map((id) => `other ${id}`);
  const foreign = { ...first, predictions: { ...predictions, ids: others } };
  refused(foreign, /none in common/);
  assert.throws(() => compareRuns(first, foreign, { commonOnly: true }), /none in common/);
});

Deno.test("common clips can be requested, and the others are counted", () => {
  const comparison = compareRuns(madeRun("a", "1111"), madeRun("b", "101"), { commonOnly: true });
  const { count, onlyFirst, onlySecond } = comparison;
  assert.deepEqual([count, onlyFirst, onlySecond], [3, 1, 0]);
  assert.equal(comparison.metrics[0].second, 2 / 3);
});

Deno.test("each speaker's accuracies stand side by side, and t is over their differences", () => {
  const first = madeRun("a", "111111000");
  const second = madeRun("b", "110111110");
  const speakers = new Map(
    first.predictions.ids.map((id, clip) => [id, ["anna", "bert", "carl"][Math.floor(clip / 3)]]),
  );
  const { bySpeaker, speakerDifference } = compareRuns(first, second, { speakers });
  assert.deepEqual(bySpeaker, [
    { speaker: "anna", n: 3, first: 1, second: 2 / 3, firstUar: 1, secondUar: 0.75 },
    { speaker: "bert", n: 3, first: 1, second: 1, firstUar: 1, secondUar: 1 },
    { speaker: "carl", n: 3, first: 0, second: 2 / 3, firstUar: 0, secondUar: 0.75 },
  ]);
  assert.deepEqual(speakerDifference, intervalsOverGroups([2 / 3 - 1, 0, 2 / 3]));
  assert.equal(speakerDifference!.bootstrap, null);
  assert.equal(compareRuns(first, second).bySpeaker, null);
});
