import assert from "node:assert/strict";
import { evaluatePredictions } from "./evaluate_predictions.ts";
import { metricsSchema } from "./metrics_schema.ts";

const classes = ["angry", "calm", "happy"];
const metrics = evaluatePredictions([[0.9, 0.1, 0], [0.2, 0.1, 0.7]], [0, 2], classes);

Deno.test("metrics are read as they were written", () => {
  const text = JSON.stringify(metrics);
  assert.equal(JSON.stringify(metricsSchema.parse(JSON.parse(text))), text);
});

Deno.test("macro means of before, over all classes, become those over the classes that occur", () => {
  const { scikitLearn: _, ...former } = metrics;
  const stored = { ...former, macroPrecision: 2 / 3, macroRecall: 2 / 3, macroF1: 2 / 3 };
  const found = metricsSchema.parse(JSON.parse(JSON.stringify(stored)));
  assert.deepEqual([found.macroRecall, found.scikitLearn.macroRecall], [1, 1]);
  assert.deepEqual(found, metrics);
});
