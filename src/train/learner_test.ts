import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { selectEngine } from "../engine/select_engine.ts";
import { noiseTensor } from "../engine/testing/noise.ts";
import { denseFeatures } from "../unet/dense_features.ts";
import { createLearner, networkLogits, stepsInOneProgram } from "./learner.ts";
import { buildNetwork } from "./network_config.ts";
import { createPredictor } from "./predictor.ts";
import { separableExamples } from "./testing/separable_examples.ts";
import { testLearners } from "./testing/learner_cases.ts";

await selectEngine();
testLearners();

await selectEngine();

Deno.test("the softmax of the logits is the network's output in training", () => {
  const network = denseFeatures({ features: 5, units: [4], classes: 3 }, 1);
  const samples = noiseTensor([6, 5], 1);
  const found = tf.softmax(networkLogits(network)(samples)).dataSync();
  const expected = (network.apply(samples, { training: true }) as tf.Tensor).dataSync();
  found.forEach((value, index) => assert.ok(Math.abs(value - expected[index]) < 1e-6));
});

Deno.test("trained in bfloat16, a network validates in that and predicts in float32, always", async () => {
  const built = () =>
    buildNetwork(
      {
        ...{ kind: "compactResNet", stemFilters: 4, dropout: 0 },
        stages: [{ filters: 8, blocks: 1 }],
      },
      [12, 12, 1],
      3,
      1,
    );
  const examples = separableExamples({ rows: 6, classes: 3, sampleShape: [12, 12, 1], seed: 1 });
  const learner = createLearner(built(), { precision: "bfloat16" });
  const predictor = createPredictor(built());
  const expected = await predictor.predict(examples);
  const apart = (found: Float32Array) =>
    Math.max(...found.map((value, at) => Math.abs(value - expected[at])));
  // Alone and together, before and after the weights have become constants.
  for (const batchSize of [6, 1, 1, 6, 4, 6]) {
    const difference = apart(await learner.predict(examples, { batchSize }));
    assert.ok(difference < 1e-6, `in batches of ${batchSize}: ${difference}`);
  }
  const rounding = apart(await learner.validate(examples));
  assert.ok(rounding > 1e-6 && rounding < 2e-2, `${rounding}`);
  learner.dispose();
  predictor.dispose();
});

Deno.test("a network without softmax at its end is refused", () => {
  const network = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
  assert.throws(() => networkLogits(network), /Expected the last layer to be Dense with softmax/);
});

Deno.test("small networks over tables take several steps at once, in few programs", () => {
  const table = { parameters: 10_000, sampleShape: [88], batchSize: 32 };
  // The largest divisor, so that no other program is needed; a prime number has none.
  for (const [steps, atOnce] of [[0, 1], [1, 1], [3, 3], [35, 35], [96, 48], [130, 26], [67, 64]]) {
    assert.equal(stepsInOneProgram(steps, table), atOnce, `${steps} steps`);
  }
  assert.equal(stepsInOneProgram(35, { ...table, parameters: 2_000_000 }), 1);
  assert.equal(stepsInOneProgram(35, { ...table, sampleShape: [64, 67] }), 1);
  assert.equal(stepsInOneProgram(35, { ...table, sampleShape: [1, 134] }), 35);
  // 16 MiB are 4 batches of 32 rows of 32,768.
  assert.equal(stepsInOneProgram(36, { ...table, sampleShape: [32_768] }), 4);
  assert.equal(stepsInOneProgram(36, { ...table, sampleShape: [5_000_000] }), 1);
});

Deno.test("engines that gain nothing take one step at a time", () => {
  const learner = createLearner(denseFeatures({ features: 5, units: [4], classes: 3 }, 1));
  assert.equal(learner.stepsAtOnce(8, 4), 1);
  learner.dispose();
});
