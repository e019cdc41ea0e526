import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { layers, type LayersModel, sequential } from "@tensorflow/tfjs-layers";
import { batchNormalisation } from "./batch_normalisation_layer.ts";
import { compileStep } from "./compile_step.ts";
import fixture from "./keras_training_fixture.json" with { type: "json" };
import { selectEngine, setBackend } from "./select_engine.ts";
import { adamStep } from "./testing/adam_step.ts";
import { noiseTensor } from "./testing/noise.ts";
import { relativeDifference } from "./testing/relative_difference.ts";
import { setNoiseWeights } from "./testing/set_noise_weights.ts";
import { networkVariables } from "./testing/training_step.ts";

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
