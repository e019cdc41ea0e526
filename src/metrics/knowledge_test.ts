import assert from "node:assert/strict";
import { evaluatePredictions } from "./evaluate_predictions.ts";
import {
  knowledgeText,
  predictionsFile,
  runMetrics,
  runMetricsSchema,
  withKnowledge,
} from "./knowledge.ts";

const better = evaluatePredictions([[0.9, 0.1], [0.3, 0.7]], [0, 1], ["calm", "sad"]);
const worse = evaluatePredictions([[0.9, 0.1], [0.6, 0.4]], [0, 1], ["calm", "sad"]);
const lines = [
  { knowledge: "nothing", clips: null, predictions: "predictions.csv", ...worse } as const,
  {
    knowledge: "unlabelled",
    clips: 2,
    predictions: "predictions-unlabelled.csv",
    ...better,
  } as const,
];

Deno.test("the first line is the headline, and JSON keeps all of them", () => {
  const metrics = runMetrics(lines);
  assert.equal(metrics.accuracy, 0.5);
  assert.equal(metrics.knowledge, "nothing");
  assert.ok(!("clips" in metrics) && !("predictions" in metrics));
  const text = JSON.stringify(metrics);
  assert.deepEqual(runMetricsSchema.parse(JSON.parse(text)), metrics);
  assert.equal(
    JSON.stringify(withKnowledge(runMetricsSchema.parse(JSON.parse(text)), "nothing")),
    text,
  );
  assert.deepEqual(withKnowledge(metrics, "labelled"), metrics);
});

Deno.test("an old run's metrics are one line of what its network was", () => {
  const old = withKnowledge(
    runMetricsSchema.parse(JSON.parse(JSON.stringify(better))),
    "unlabelled",
  );
  assert.equal(old.knowledge, "unlabelled");
  assert.deepEqual(old.lines.map(({ knowledge, predictions }) => [knowledge, predictions]), [
    ["unlabelled", "predictions.csv"],
  ]);
  assert.equal(old.lines[0].accuracy, 1);
});

Deno.test("files and words name the knowledge", () => {
  assert.equal(predictionsFile("nothing", "nothing"), "predictions.csv");
  assert.equal(predictionsFile("unlabelled", "nothing"), "predictions-unlabelled.csv");
  assert.equal(predictionsFile("unlabelled", "unlabelled"), "predictions.csv");
  assert.deepEqual(lines.map(knowledgeText), ["nothing known", "unlabelled clips (2)"]);
});
