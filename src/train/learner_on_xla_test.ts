import assert from "node:assert/strict";
import type { Precision } from "../engine/precision.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { relativeDifference } from "../engine/testing/relative_difference.ts";
import { createLearner } from "./learner.ts";
import { buildNetwork } from "./network_config.ts";
import { testLearners } from "./testing/learner_cases.ts";
import { separableExamples } from "./testing/separable_examples.ts";
import { wholeBatch } from "./testing/whole_batch.ts";
import { readVariables } from "./variables.ts";

await selectEngine({ engine: "xla", say: () => {} });
testLearners();

Deno.test("bfloat16 computes with fewer digits and updates weights in float32", async () => {
  const trained = async (precision: Precision) => {
    const network = buildNetwork(
      { kind: "emotionUnet", filters: [3, 2, 4, 3, 2, 3], denseUnits: 5 },
      [8, 6],
      3,
      1,
    );
    const learner = createLearner(network, { precision });
    const before = await readVariables(learner.weights);
    const batch = wholeBatch(
      separableExamples({ rows: 12, classes: 3, sampleShape: [8, 6], seed: 1 }),
      3,
    );
    const losses: number[] = [];
    for (let step = 1; step <= 10; step++) {
      // A step that bfloat16, with three digits, could not add to a weight.
      const settings = { learningRate: 1e-6, dropoutSeed: [1, step] as [number, number] };
      losses.push((await learner.trainStep(batch, settings)).loss);
    }
    const after = await readVariables(learner.weights);
    learner.dispose();
    return { losses, before, after };
  };
  const exact = await trained("float32"), narrow = await trained("bfloat16");
  const apart = relativeDifference(narrow.losses, exact.losses);
  assert.ok(apart > 1e-6 && apart < 3e-2, `${apart}`);
  const kernel = [...narrow.before.keys()].find((name) => name.endsWith("kernel"))!;
  const [before, after] = [narrow.before, narrow.after].map((all) => all.get(kernel)!);
  const moved = after.values.map((value, place) => value - before.values[place]);
  // Adam moves each weight by about its rate a step.
  const largest = Math.max(...moved.map(Math.abs));
  assert.ok(largest > 5e-6 && largest < 1.5e-5, `${largest}`);
});
