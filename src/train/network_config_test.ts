import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../engine/select_engine.ts";
import { defaultMobileNet } from "../facecnn/mobile_net.ts";
import { defaultAttentiveUnet } from "../unet/attentive_unet.ts";
import { defaultCnnBiLstm } from "../unet/cnn_bi_lstm.ts";
import { defaultConformer } from "../unet/conformer.ts";
import { defaultDenseFunctionals } from "../unet/logistic_regression.ts";
import { defaultResidualCnn2d } from "../unet/residual_cnn_2d.ts";
import { buildNetwork, type NetworkConfig, networkConfigSchema } from "./network_config.ts";

await selectEngine({ engine: "cpu" });

const CLASSES = 3;
const filters: [number, number, number, number, number, number] = [3, 3, 3, 3, 3, 3];
const stages = [{ filters: 2, blocks: 1 }, { filters: 3, blocks: 1 }];

/** A small network of each kind, and the shape of its samples. */
const networks: Record<NetworkConfig["kind"], [Partial<NetworkConfig>, number[]]> = {
  emotionUnet: [{ filters, denseUnits: 5 }, [32, 9]],
  attentiveUnet: [{ ...defaultAttentiveUnet, filters, attentionUnits: 3 }, [32, 9]],
  residualCnn2d: [{ ...defaultResidualCnn2d, stages, stemFilters: 2, frameUnits: 4 }, [32, 19]],
  cnnBiLstm: [{ ...defaultCnnBiLstm, filters: [3, 3], lstmUnits: 3 }, [32, 9]],
  conformer: [{ ...defaultConformer, channels: 8, blocks: 1, heads: 2 }, [32, 9]],
  denseFunctionals: [{ ...defaultDenseFunctionals, units: [4] }, [1, 9]],
  denseFeatures: [{ units: [4, 3] }, [6]],
  mobileNet: [{ ...defaultMobileNet, width: 0.25, depth: 1, denseUnits: 16 }, [48, 48, 1]],
  compactResNet: [{ stemFilters: 2, stages, dropout: 0 }, [48, 48, 1]],
};

for (const [kind, [fields, sampleShape]] of Object.entries(networks)) {
  const config = networkConfigSchema.parse({ ...fields, kind });

  Deno.test(`${kind} gives each class's probability, of weights that the seed fixes`, () => {
    tf.tidy(() => {
      const build = (seed: number) => buildNetwork(config, sampleShape, CLASSES, seed);
      const samples = tf.randomNormal([2, ...sampleShape], 0, 1, "float32", 7);
      const output = build(1).predict(samples) as tf.Tensor;
      assert.deepEqual(output.shape, [2, CLASSES]);
      for (const sum of tf.sum(output, 1).dataSync()) assert.ok(Math.abs(sum - 1) < 1e-5);
      const weights = (seed: number) => build(seed).getWeights().map((one) => [...one.dataSync()]);
      assert.deepEqual(weights(1), weights(1));
      assert.notDeepEqual(weights(2), weights(1));
    });
  });

  Deno.test(`${kind} refuses samples of another rank`, () => {
    assert.throws(
      () => buildNetwork(config, [...sampleShape, 2], CLASSES, 1),
      /Expected samples of rank \d, but found the shape \[[\d,]+,2\]/,
    );
  });
}
