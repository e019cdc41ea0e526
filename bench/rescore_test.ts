import assert from "node:assert/strict";
import { evaluatePredictions } from "../src/metrics/evaluate_predictions.ts";
import type { Predictions } from "../src/train/predictions.ts";
import { rescored } from "./rescore.ts";

Deno.test("only clips with a label count, by that label", () => {
  const classes = ["angry", "happy"];
  const ids = ["a", "b", "c", "d"];
  const labels = [0, 0, 1, 1];
  const probabilities = Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4);
  const predictions = { ids, classes, labels, probabilities };
  const rescore = (own: Predictions, by: Parameters<typeof rescored>[1]) => {
    const { ids, labels, classes, probabilities } = rescored(own, by);
    assert.equal(ids.length, labels.length);
    return evaluatePredictions(probabilities, labels, classes);
  };
  const own = rescore(predictions, {
    labels: new Map(ids.map((id, row) => [id, classes[labels[row]]])),
  });
  assert.deepEqual([own.count, own.accuracy], [4, 0.5]);
  const other = rescore(predictions, {
    labels: new Map([["b", "happy"], ["c", "happy"], ["d", "happy"], ["elsewhere", "angry"]]),
  });
  assert.deepEqual([other.count, other.accuracy], [3, 2 / 3]);
});
