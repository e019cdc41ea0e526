import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { compileStep, type Step } from "../engine/compile_step.ts";
import { withDropoutSeed } from "../engine/dropout.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { adamStep } from "../engine/testing/adam_step.ts";
import { assertIsKeras } from "../engine/testing/keras_reference.ts";
import { namedVariables, setNamedNoise } from "../engine/testing/named_noise.ts";
import { noiseTensor } from "../engine/testing/noise.ts";
import { relativeDifference } from "../engine/testing/relative_difference.ts";
import { attentiveUnet, defaultAttentiveUnet } from "./attentive_unet.ts";
import { cnnBiLstm, defaultCnnBiLstm } from "./cnn_bi_lstm.ts";
import { conformer, conformerSchema, defaultConformer } from "./conformer.ts";
import { defaultResidualCnn2d, residualCnn2d } from "./residual_cnn_2d.ts";
import fixture from "./speech_networks_fixture.json" with { type: "json" };

await selectEngine({ engine: "tensorflow", say: () => {} });

const { frames, bins, classes, batch } = fixture;
const shape = { frames, bins, classes };

/** The networks of bench/parity/speech_networks.py. */
const cases = {
  attentiveUnet: (dropout = 0) => {
    const { attentionUnits } = fixture.attentiveUnet;
    const filters = fixture.attentiveUnet.filters as typeof defaultAttentiveUnet.filters;
    const config = { ...defaultAttentiveUnet, filters, attentionUnits, dropout };
    return attentiveUnet(config, shape, 1);
  },
  residualCnn2d: (dropout = 0) => {
    const { stemFilters, contours, contourFilters, frameUnits, attentionUnits } =
      fixture.residualCnn2d;
    const stages = fixture.residualCnn2d.stages.map(([filters, blocks]) => ({ filters, blocks }));
    return residualCnn2d(
      {
        ...defaultResidualCnn2d,
        stages,
        stemFilters,
        contours,
        contourFilters,
        frameUnits,
        attentionUnits,
        dropout,
      },
      shape,
      1,
    );
  },
  cnnBiLstm: (dropout = 0) => {
    const { lstmUnits, attentionUnits } = fixture.cnnBiLstm;
    const filters = fixture.cnnBiLstm.filters as typeof defaultCnnBiLstm.filters;
    const config = { ...defaultCnnBiLstm, filters, lstmUnits, attentionUnits, dropout };
    return cnnBiLstm(config, shape, 1);
  },
  conformer: (dropout = 0) => {
    const { channels, blocks, heads, kernelSize, attentionUnits } = fixture.conformer;
    const size = { channels, blocks, heads, kernelSize, attentionUnits };
    return conformer({ ...defaultConformer, ...size, dropout }, shape, 1);
  },
};

for (const [name, build] of Object.entries(cases)) {
  const expected = fixture[name as keyof typeof cases];

  Deno.test(`${name}: probabilities, loss and gradients are Keras's`, () => {
    const network = build();
    const compared = Object.keys(expected.gradientSquares).length;
    assert.equal(compared, network.trainableWeights.length);
    const shape = [batch, frames, bins];
    assertIsKeras(network, expected, { shape, classes, gradientBound: 2e-4, squareBound: 1e-3 });
    network.dispose();
  });

  Deno.test(`${name}: compiled steps train like eager ones, with dropout from a seed`, () => {
    const train = (isCompiled: boolean) => {
      const network = build(0.1);
      setNamedNoise(network);
      const adam = adamStep(network, 0.01);
      const eager: Step = (samples, targets, number, seed) =>
        withDropoutSeed(seed as tf.Tensor1D, () => adam(samples, targets, number));
      const step = isCompiled ? compileStep(eager, { warn: (text) => assert.fail(text) }) : eager;
      const losses = Array.from({ length: 5 }, (_, index) =>
        tf.tidy(() => {
          const rows = tf.tensor1d(
            Array.from({ length: batch }, (_, row) => row % classes),
            "int32",
          );
          const [loss] = step(
            noiseTensor([batch, frames, bins], 100),
            tf.oneHot(rows, classes, 1, 0, "float32"),
            tf.scalar(index + 1),
            tf.tensor1d([1, index], "int32"),
          );
          return loss.dataSync()[0];
        }));
      network.dispose();
      return losses;
    };
    const eager = train(false);
    const difference = relativeDifference(train(true), eager);
    assert.ok(difference < 1e-5, `losses: ${difference}`);
    assert.ok(eager[4] < eager[0]);
  });

  Deno.test(`${name}: the seed fixes the first weights`, () => {
    const first = (network: LayersModel) => {
      const values = [...namedVariables(network)].map(([key, value]) => [key, value.dataSync()[0]]);
      network.dispose();
      return values;
    };
    assert.deepEqual(first(build()), first(build()));
  });
}

Deno.test("each default network has less than a tenth of EmotionUnet's 26.5 million parameters", () => {
  const usual = { frames: 64, bins: 67, classes: 4 };
  const networks = [
    attentiveUnet(defaultAttentiveUnet, usual, 1),
    residualCnn2d(defaultResidualCnn2d, usual, 1),
    cnnBiLstm(defaultCnnBiLstm, usual, 1),
    conformer(defaultConformer, usual, 1),
  ];
  for (const network of networks) {
    assert.ok(network.countParams() < 2_653_474 && network.countParams() > 50_000, network.name);
    network.dispose();
  }
});

Deno.test("dropout in training follows its seed", () => {
  const network = cases.conformer(0.5);
  tf.tidy(() => {
    const samples = noiseTensor([2, frames, bins], 1);
    const ask = (seed: number) =>
      withDropoutSeed(
        tf.tensor1d([1, seed], "int32"),
        () => [...(network.apply(samples, { training: true }) as tf.Tensor).dataSync()],
      );
    assert.deepEqual(ask(1), ask(1));
    assert.notDeepEqual(ask(1), ask(2));
  });
  network.dispose();
});

Deno.test("shapes that do not fit are refused", () => {
  assert.throws(
    () => attentiveUnet(defaultAttentiveUnet, { ...shape, frames: 12 }, 1),
    /divisible by 8, but found 12/,
  );
  assert.throws(
    () => residualCnn2d({ ...defaultResidualCnn2d, contours: bins }, shape, 1),
    /fewer contours than the 11 columns, but found 11/,
  );
  assert.ok(!conformerSchema.safeParse({ ...defaultConformer, heads: 5 }).success);
  assert.ok(!conformerSchema.safeParse({ ...defaultConformer, kernelSize: 4 }).success);
});
