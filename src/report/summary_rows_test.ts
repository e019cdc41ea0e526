import assert from "node:assert/strict";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import { summarySchema } from "./summary.ts";
import { summaryRows } from "./summary_rows.ts";

const classes = ["angry", "calm"];
const runs = {
  corpus: "turev",
  model: "EmotionUnet",
  protocol: "paper" as const,
  synthetic: false,
  run: "runs/turev-paper",
};

Deno.test("summaryRows makes a row of every metric over the seeds", () => {
  const rows = summaryRows({
    ...runs,
    seeds: [3, 4],
    metrics: [
      evaluatePredictions([[0.9, 0.1], [0.2, 0.8]], [0, 1], classes),
      evaluatePredictions([[0.9, 0.1], [0.7, 0.3]], [0, 1], classes),
    ],
  });
  const accuracy = rows.find(({ metric }) => metric === "accuracy");
  assert.deepEqual(
    [accuracy?.mean, accuracy?.values, accuracy?.seeds, accuracy?.n, accuracy?.published],
    [0.75, [1, 0.5], [3, 4], 2, 0.7782],
  );
  assert.equal(rows.length, 6);
  assert.ok(summarySchema.safeParse({ environment: {}, command: "", rows }).success);
});

Deno.test("summaryRows leaves out what has no value and refuses missing metrics", () => {
  const alone = evaluatePredictions([[0.9, 0.1]], [0], classes);
  const found = summaryRows({ ...runs, seeds: [0], metrics: [alone] }).map(({ metric }) => metric);
  assert.deepEqual(found, ["accuracy", "macroPrecision", "macroRecall", "macroF1"]);
  assert.throws(() => summaryRows({ ...runs, seeds: [0, 1], metrics: [alone] }), /found 1/);
  assert.throws(() => summaryRows({ ...runs, seeds: [], metrics: [] }), /0 seeds/);
});
