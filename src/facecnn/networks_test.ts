import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { withDropoutSeed } from "../engine/dropout.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { namedVariables, setNamedNoise } from "../engine/testing/named_noise.ts";
import { noiseTensor } from "../engine/testing/noise.ts";
import { relativeDifference } from "../engine/testing/relative_difference.ts";
import { compactResNet, defaultCompactResNet } from "./compact_res_net.ts";
import { defaultMobileNet, enlargedMobileNet, mobileNet } from "./mobile_net.ts";
import fixture from "./networks_fixture.json" with { type: "json" };

await selectEngine({ engine: "tensorflow", say: () => {} });

const { size, classes, batch } = fixture;

const cases = {
  mobileNet: () =>
    mobileNet({ ...defaultMobileNet, ...fixture.mobileNet, dropout: 0 }, { size, classes }, 1),
  enlargedMobileNet: () =>
    mobileNet({ ...enlargedMobileNet, ...fixture.mobileNet, dropout: 0 }, { size, classes }, 1),
  compactResNet: () => {
    const stages = fixture.compactResNet.stages.map(([filters, blocks]) => ({ filters, blocks }));
    const { stemFilters } = fixture.compactResNet;
    const config = { ...defaultCompactResNet, stemFilters, stages, dropout: 0 };
    return compactResNet(config, { size, classes }, 1);
  },
};

function close(actual: ArrayLike<number>, expected: number[], what: string, bound = 2e-5): void {
  const difference = relativeDifference(actual, expected);
  assert.ok(difference < bound, `${what}: ${difference}`);
}

for (const [name, build] of Object.entries(cases)) {
  const expected = fixture[name as keyof typeof cases];

  Deno.test(`${name}: probabilities, loss and gradients are Keras's`, () => {
    const network = build();
    setNamedNoise(network);
    tf.tidy(() => {
      const samples = noiseTensor([batch, size, size, 1], 100);
      const inference = network.apply(samples, { training: false }) as tf.Tensor;
      close(inference.dataSync(), expected.inference, "inference");
      const rows = Array.from({ length: batch }, (_, row) => row % classes);
      const targets = tf.oneHot(tf.tensor1d(rows, "int32"), classes, 1, 0, "float32");
      const variables = namedVariables(network);
      const trainable = [...variables.values()].filter((variable) => variable.trainable);
      let training!: tf.Tensor;
      const { value, grads } = tf.variableGrads(() => {
        training = tf.keep(network.apply(samples, { training: true }) as tf.Tensor);
        return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.log(training)), -1)));
      }, trainable);
      // 27 normalisations by the statistics of few values lose digits on either side.
      close(training.dataSync(), expected.training, "training", 1e-4);
      training.dispose();
      close(value.dataSync(), [expected.loss], "loss", 1e-4);
      for (const [weight, values] of Object.entries(expected.gradients)) {
        close(grads[variables.get(weight)!.name].dataSync(), values, weight, 2e-3);
      }
      for (const [weight, squares] of Object.entries(expected.gradientSquares)) {
        const own = tf.sum(tf.square(grads[variables.get(weight)!.name])).dataSync();
        close(own, [squares], `square of ${weight}`, 5e-3);
      }
    });
    network.dispose();
  });

  Deno.test(`${name}: dropout in training follows its seed`, () => {
    const network = name === "compactResNet"
      ? compactResNet(defaultCompactResNet, { size, classes }, 1)
      : mobileNet({ ...defaultMobileNet, width: 0.1, depth: 0 }, { size, classes }, 1);
    tf.tidy(() => {
      const samples = noiseTensor([2, size, size, 1], 1);
      const ask = (seed: number) =>
        withDropoutSeed(
          tf.tensor1d([1, seed], "int32"),
          () => [...(network.apply(samples, { training: true }) as tf.Tensor).dataSync()],
        );
      assert.deepEqual(ask(1), ask(1));
      assert.notDeepEqual(ask(1), ask(2));
      assert.throws(() => network.apply(samples, { training: true }), /given a seed/);
    });
    network.dispose();
  });
}

Deno.test("MobileNet has as many parameters as Keras's, and three channels where requested", () => {
  // keras.applications.MobileNet(include_top=False): 3,228,864 for colour; 2 x 9 x 32 fewer for
  // grey.
  const head = 1024 * 256 + 256 + 256 * 7 + 7;
  const count = (channels: 1 | 3) => {
    const network = mobileNet({ ...defaultMobileNet, channels }, { size: 48, classes: 7 }, 1);
    const parameters = network.countParams();
    network.dispose();
    return parameters;
  };
  assert.equal(count(3), 3_228_864 + head);
  assert.equal(count(1), 3_228_864 - 2 * 9 * 32 + head);
});
