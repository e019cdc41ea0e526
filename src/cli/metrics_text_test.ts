import assert from "node:assert/strict";
import { evaluatePredictions } from "../metrics/evaluate_predictions.ts";
import { confusionText, metricsText } from "./metrics_text.ts";

const metrics = evaluatePredictions(
  [[0.9, 0.1, 0], [0.4, 0.6, 0], [0.2, 0.8, 0], [0.3, 0.7, 0]],
  [0, 0, 1, 1],
  ["calm", "sad", "never heard"],
);

Deno.test("the tables hold the metrics, and a dash where none exists", () => {
  const lines = metricsText(metrics).split("\n");
  const { low, high } = metrics.accuracyInterval;
  assert.ok(
    lines.includes(
      `accuracy                 0.7500  (95 % interval ${low.toFixed(4)} to ${high.toFixed(4)})`,
    ),
    lines.join("\n"),
  );
  assert.match(metricsText(metrics), /\nmacro recall +0\.5000\n/);
  assert.match(metricsText(metrics), /\ncalm +2 +1\.0000 +0\.5000 +0\.6667 +1\.0000 +0\.7500\n/);
  assert.match(lines.at(-1)!, /^never heard +0 +0\.0000 +0\.0000 +0\.0000 +- +-$/);
});

Deno.test("the confusion matrix has actual classes in its rows", () => {
  const [header, , calm, sad, never] = confusionText(metrics).split("\n");
  assert.match(header, /^actual \\ predicted +calm +sad +never heard$/);
  assert.match(calm, /^calm +1 +1 +0$/);
  assert.match(sad, /^sad +0 +2 +0$/);
  assert.match(never, /^never heard +0 +0 +0$/);
});
