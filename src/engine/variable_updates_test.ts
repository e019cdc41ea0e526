import assert from "node:assert/strict";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { layers, type LayersModel, sequential } from "@tensorflow/tfjs-layers";
import { batchNormalisation } from "./batch_normalisation.ts";
import { compileStep } from "./compile_step.ts";
import fixture from "./keras_training_fixture.json" with { type: "json" };
import { selectEngine, setBackend } from "./select_engine.ts";
import { adamStep } from "./testing/adam_step.ts";
import { noiseTensor } from "./testing/noise.ts";
import { relativeDifference } from "./testing/relative_difference.ts";
import { setNoiseWeights } from "./testing/set_noise_weights.ts";
import { networkVariables } from "./testing/training_step.ts";
import { addInPlace, movedTowards, moveTowards } from "./variable_updates.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

/** The network of bench/parity/keras_training.py. */
function buildNetwork(): LayersModel {
  const network = sequential({
    layers: [
      layers.dense({ units: 5, activation: "tanh", inputShape: [4] }),
      batchNormalisation(),
      layers.dense({ units: 3, activation: "softmax" }),
    ],
  });
  setNoiseWeights(network);
  return network;
}

type Wrap = (step: ReturnType<typeof adamStep>) => ReturnType<typeof adamStep>;

/** Trains as the fixture's network was, and compares losses and weights with Keras's. */
function compareWithKeras(wrap: Wrap): void {
  const network = buildNetwork();
  const step = wrap(adamStep(network, 0.01));
  const losses = Array.from({ length: fixture.steps }, (_, index) => {
    const samples = noiseTensor([8, 4], 100 + index);
    const rows = Array.from({ length: 8 }, (_, row) => (row + index) % 3);
    const targets = tf.oneHot(tf.tensor1d(rows, "int32"), 3, 1, 0, "float32");
    return step(samples, targets, tf.scalar(index + 1))[0].dataSync()[0];
  });
  assert.ok(relativeDifference(losses, fixture.losses) < 1e-5, `${losses}`);
  networkVariables(network).forEach((variable, place) => {
    const difference = relativeDifference(variable.dataSync(), fixture.weights[place]);
    assert.ok(difference < 1e-5, `${network.weights[place].name}: ${difference}`);
  });
}

const ways: Record<string, { backend: string; wrap: Wrap }> = {
  "composed operations": { backend: "cpu", wrap: (step) => step },
  "the fused kernel": { backend: "tensorflow", wrap: (step) => step },
  "a compiled step": { backend: "tensorflow", wrap: (step) => compileStep(step) },
  "a step compiled by XLA": {
    backend: "tensorflow",
    wrap: (step) => compileStep(step, { xla: true }),
  },
};

for (const [name, { backend, wrap }] of Object.entries(ways)) {
  Deno.test(`Adam and batch normalisation train as in Keras: ${name}`, async () => {
    await setBackend(backend);
    compareWithKeras(wrap);
  });
}

await selectEngine({ engine: "tensorflow", say: () => {} });

Deno.test("additions add up, and a compiled step reads the old value", () => {
  const variable = tf.variable(tf.tensor1d([1, 2]));
  addInPlace(variable, tf.tensor1d([10, 20]));
  assert.deepEqual([...variable.dataSync()], [11, 22]);
  for (const xla of [false, true]) {
    const before = [...variable.dataSync()];
    const step = compileStep((x) => {
      const old = tf.mul(variable, 1);
      addInPlace(variable, x);
      addInPlace(variable, tf.mul(x, 2));
      return [old];
    }, { xla, warn: assert.fail });
    const [old] = step(tf.tensor1d([1, -1]));
    assert.deepEqual([...old.dataSync()], before);
    assert.deepEqual([...variable.dataSync()], [before[0] + 3, before[1] - 3]);
    step.dispose();
  }
  variable.dispose();
});

Deno.test("an average moves by the share of the way, as a new tensor and in place", async () => {
  await selectEngine({ engine: "tensorflow" });
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const [from, to, share] = [tf.tensor1d([0, 4]), tf.tensor1d([8, 0]), tf.scalar(0.25)];
    assert.deepEqual([...movedTowards(from, to, share).dataSync()], [2, 3]);
    const variable = tf.variable(from, false);
    moveTowards(variable, to, share);
    moveTowards(variable, to, share);
    assert.deepEqual([...variable.dataSync()], [3.5, 2.25]);
    variable.dispose();
  });
  assert.equal(tf.memory().numTensors, before);
});
