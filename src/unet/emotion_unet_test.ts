import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { type LayersModel, loadLayersModel } from "@tensorflow/tfjs-layers";
import { compileStep, type CompileStepOptions } from "../engine/compile_step.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { adamStep } from "../engine/testing/adam_step.ts";
import { noiseTensor } from "../engine/testing/noise.ts";
import { relativeDifference } from "../engine/testing/relative_difference.ts";
import { setNoiseWeights } from "../engine/testing/set_noise_weights.ts";
import { networkVariables } from "../engine/testing/training_step.ts";
import { emotionUnet, type EmotionUnetConfig } from "./emotion_unet.ts";
import fixture from "./emotion_unet_fixture.json" with { type: "json" };
import { publishedConfigurations } from "./published_configurations.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const config = fixture.config as EmotionUnetConfig;

/** The network of bench/parity/emotion_unet.py. */
function buildNetwork() {
  const network = emotionUnet(config, 1);
  setNoiseWeights(network);
  return network;
}

/** The weights' names without what tfjs-layers appends from the second network in a process on. */
function weightNames(network: LayersModel): string[] {
  return network.weights.map(({ name }) => name.replace(/_\d+$/, ""));
}

function batch(seed: number): tf.Tensor {
  return noiseTensor([fixture.batch, config.frames, config.bins], seed);
}

function targets(): tf.Tensor {
  const rows = Array.from({ length: fixture.batch }, (_, row) => row % config.classes);
  return tf.oneHot(tf.tensor1d(rows, "int32"), config.classes, 1, 0, "float32");
}

function close(actual: ArrayLike<number>, expected: number[], what: string, bound = 1e-5): void {
  const difference = relativeDifference(actual, expected);
  assert.ok(difference < bound, `${what}: ${difference}`);
}

Deno.test("weights have Keras's names, order and shapes", () => {
  const network = buildNetwork();
  assert.deepEqual(weightNames(network), Object.keys(fixture.weights));
  const sizes = Object.values(fixture.weights).map((values) => values.length);
  assert.deepEqual(networkVariables(network).map(({ size }) => size), sizes);
  network.dispose();
});

Deno.test("probabilities are Keras's, in inference and in training", () => {
  const network = buildNetwork();
  tf.tidy(() => {
    const inference = network.apply(batch(100), { training: false }) as tf.Tensor;
    close(inference.dataSync(), fixture.inference, "inference");
    const training = network.apply(batch(100), { training: true }) as tf.Tensor;
    close(training.dataSync(), fixture.training, "training");
  });
  network.dispose();
});

Deno.test("loss and gradients are Keras's", () => {
  const network = buildNetwork();
  tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => {
      const output = network.apply(batch(100), { training: true }) as tf.Tensor;
      return tf.neg(tf.mean(tf.sum(tf.mul(targets(), tf.log(output)), -1)));
    }, networkVariables(network, true));
    close(value.dataSync(), [fixture.loss], "loss");
    for (const [name, expected] of Object.entries(fixture.gradients)) {
      const place = weightNames(network).indexOf(name);
      close(grads[networkVariables(network)[place].name].dataSync(), expected, name);
    }
  });
  network.dispose();
});

const ways: Record<string, CompileStepOptions | undefined> = {
  eagerly: undefined,
  compiled: { xla: false },
  "compiled by XLA": { xla: true },
};
for (const [name, options] of Object.entries(ways)) {
  Deno.test(`three steps of Adam, ${name}, end with Keras's weights`, () => {
    const network = buildNetwork();
    const eager = adamStep(network, fixture.learningRate);
    const step = options ? compileStep(eager, options) : eager;
    for (let index = 0; index < fixture.steps; index++) {
      tf.tidy(() => step(batch(100 + index), targets(), tf.scalar(index + 1)));
    }
    networkVariables(network).forEach((variable, place) => {
      const weight = weightNames(network)[place] as keyof typeof fixture.weights;
      close(variable.dataSync(), fixture.weights[weight], weight);
    });
    network.dispose();
  });
}

Deno.test("the published TurEV-DB network has 26,534,748 parameters for 128 frames of 129 bins", () => {
  const { filters, denseUnits } = publishedConfigurations.turev;
  const network = emotionUnet({ frames: 128, bins: 129, filters, denseUnits, classes: 4 }, 1);
  // Each module: its kernel and bias, and four values a filter of batch normalisation.
  const inputs = [129, 256, 106, 256 + 256, 196 + 106, 18 + 256];
  const modules = filters.map((count, index) =>
    count * ((index < 3 ? 7 : 5) * inputs[index] + 1 + 4)
  );
  const flat = 128 * filters[5];
  const dense = (flat + 1) * denseUnits + (denseUnits + 1) * 4;
  assert.equal(network.countParams(), modules.reduce((sum, count) => sum + count) + dense);
  assert.equal(network.countParams(), 26_534_748);
  network.dispose();
});

Deno.test("the same seed gives the same weights, another seed others", () => {
  const first = (seed: number) => {
    const network = emotionUnet(config, seed);
    const values = [...networkVariables(network)[0].dataSync()];
    network.dispose();
    return values;
  };
  assert.deepEqual(first(1), first(1));
  assert.notDeepEqual(first(1), first(2));
});

Deno.test("frames that cannot be halved three times are refused", () => {
  assert.throws(() => emotionUnet({ ...config, frames: 12 }, 1), /divisible by 8, but found 12/);
});

Deno.test("a network saved in tfjs-layers' format and loaded again predicts the same", async () => {
  const network = buildNetwork();
  let saved!: tf.io.ModelArtifacts;
  await network.save(tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
    });
  }));
  // As from a file.
  saved.modelTopology = JSON.parse(JSON.stringify(saved.modelTopology));
  const loaded = await loadLayersModel(tf.io.fromMemory(saved));
  const predict = (model: typeof network) =>
    tf.tidy(() => [...(model.predict(batch(7)) as tf.Tensor).dataSync()]);
  assert.deepEqual(predict(loaded), predict(network));
  assert.equal(loaded.getLayer("up4").getClassName(), "UpSampling1D");
  network.dispose();
  loaded.dispose();
});
