import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { withDropoutSeed } from "../engine/dropout.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { assertIsKeras } from "../engine/testing/keras_reference.ts";
import { noiseTensor } from "../engine/testing/noise.ts";
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

for (const [name, build] of Object.entries(cases)) {
  const expected = fixture[name as keyof typeof cases];

  Deno.test(`${name}: probabilities, loss and gradients are Keras's`, () => {
    const network = build();
    const shape = [batch, size, size, 1];
    assertIsKeras(network, expected, { shape, classes, gradientBound: 2e-3, squareBound: 5e-3 });
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
