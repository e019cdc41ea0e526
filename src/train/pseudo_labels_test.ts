import assert from "node:assert/strict";
import { withTemporaryFolder } from "../data/testing/temporary_folder.ts";
import {
  keptPseudoLabels,
  predictionsHash,
  pseudoLabels,
  type TeacherPredictions,
  withPseudoLabelled,
} from "./pseudo_labels.ts";

/** Three clips are predicted calm, by falling confidence b, a, d; two sad, e before c. */
const predictions: TeacherPredictions = {
  ids: ["a", "b", "c", "d", "e"],
  classes: ["calm", "sad"],
  probabilities: Float64Array.of(0.8, 0.2, 0.9, 0.1, 0.45, 0.55, 0.6, 0.4, 0.3, 0.7),
};

Deno.test("the most confident share of each predicted class is taken, rounded up", () => {
  assert.deepEqual(pseudoLabels(predictions, 0.5), { ids: ["a", "b", "e"], labels: [0, 0, 1] });
  assert.deepEqual(pseudoLabels(predictions, 0.01), { ids: ["b", "e"], labels: [0, 1] });
  assert.deepEqual(pseudoLabels(predictions, 1).labels, [0, 0, 1, 0, 1]);
});

Deno.test("a class without predictions gets no clips", () => {
  const calm = { ...predictions, probabilities: Float64Array.from([1, 0, 1, 0, 1, 0, 1, 0, 1, 0]) };
  assert.deepEqual(pseudoLabels(calm, 1).labels, [0, 0, 0, 0, 0]);
});

Deno.test("pseudo-labelled clips stand behind the training set, as often as they count", () => {
  const train = {
    ids: ["x"],
    labels: [1],
    data: Float32Array.of(1, 2),
    sampleShape: [2],
  };
  const unlabelled = {
    ids: ["b", "a"],
    // Never read: what is learned are the pseudo-labels.
    labels: [1, 1],
    data: Float32Array.of(3, 4, 5, 6),
    sampleShape: [2],
  };
  const { ids, labels, data } = withPseudoLabelled(
    train,
    unlabelled,
    { ids: ["a", "b"], labels: [0, 1] },
    2,
  );
  assert.deepEqual(ids, ["x", "a", "b", "a", "b"]);
  assert.deepEqual(labels, [1, 0, 1, 0, 1]);
  assert.deepEqual([...data], [1, 2, 5, 6, 3, 4, 5, 6, 3, 4]);
});

Deno.test("a run keeps its pseudo-labels and goes on without its teachers", async () => {
  await withTemporaryFolder(async (folder) => {
    const settings = { from: predictionsHash(predictions), share: 0.5, repeats: 1 };
    await assert.rejects(
      keptPseudoLabels(folder, settings),
      /^UserError: Expected the predictions that the run .* learns from/,
    );
    const begun = await keptPseudoLabels(folder, settings, predictions);
    assert.deepEqual(await keptPseudoLabels(folder, settings), begun);
    const other = {
      ...predictions,
      probabilities: predictions.probabilities.map((value) => 1 - value),
    };
    assert.notEqual(predictionsHash(other), settings.from);
    await assert.rejects(
      keptPseudoLabels(folder, { ...settings, from: "0".repeat(64) }, other),
      /UserError/,
    );
  });
});
