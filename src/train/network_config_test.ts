import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { madeCorpus } from "../data/made_inputs.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { defaultAttentiveUnet } from "../unet/attentive_unet.ts";
import { defaultCnnBiLstm } from "../unet/cnn_bi_lstm.ts";
import { defaultConformer } from "../unet/conformer.ts";
import { defaultDenseFunctionals, linearFunctionals } from "../unet/logistic_regression.ts";
import { defaultMobileNet } from "../facecnn/mobile_net.ts";
import { publishedEmotionUnet } from "../unet/published_configurations.ts";
import { defaultResidualCnn2d } from "../unet/residual_cnn_2d.ts";
import { defaultConfig } from "./default_config.ts";
import {
  buildNetwork,
  modelInput,
  modelNames,
  modelOf,
  modelRow,
  modelText,
  modelTitle,
  type NetworkConfig,
  networkConfigSchema,
  speechModels,
  usualModel,
} from "./network_config.ts";

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

const made = madeCorpus({ classes: 2, speakers: 3, texts: 2, takes: 1 });

Deno.test("a variant is for what its kind is for, under a title of its own", () => {
  assert.equal(modelInput("compactResNetWide"), modelInput("compactResNet"));
  assert.equal(modelTitle("compactResNetWide"), "CompactResNet, wide");
  assert.equal(modelTitle("voiceFunctionals"), "logistic regression, prosody and voice quality");
  assert.equal(new Set(modelNames.map(modelTitle)).size, modelNames.length);
});

Deno.test("what is trained where no model is named", () => {
  assert.deepEqual((["audio", "features", "images"] as const).map(usualModel), [
    ...["emotionUnet", "denseFeatures", "mobileNet"],
  ]);
  assert.deepEqual(
    speechModels,
    modelNames.filter((name) =>
      modelInput(name) === "audio" && name !== "emotionUnet" &&
      !["encoderFunctionals", "importedFunctionals"].includes(name)
    ),
  );
  assert.equal(speechModels.length, 11);
});

Deno.test("a configuration tells its model by name, and what differs from it", () => {
  const corpus = "turev";
  for (const model of modelNames.filter((name) => modelRow(name).source === undefined)) {
    const own = { ...made, id: corpus, kind: modelInput(model) };
    const { network, features, training } = defaultConfig(own, { model, protocol: "paper" });
    assert.equal(modelOf({ corpus, network, features, training }), model);
    assert.equal(networkConfigSchema.parse(network).kind, network.kind);
  }
  const network = { ...defaultDenseFunctionals, units: [64, 32], dropout: 0.25 };
  const config = { corpus, network, features: null };
  assert.equal(modelOf(config), "denseFunctionals-units64x32-dropout0.25");
  const pseudoLabelled = { from: "0".repeat(64), share: 1, repeats: 3 };
  assert.equal(
    modelText({ ...config, network: defaultDenseFunctionals, pseudoLabelled }),
    "denseFunctionals, adapted",
  );
  const pretrained = "644fe588a9402df850ba44d1504666cc7666af910aba07c7cbf995345b9c1a2e";
  assert.equal(
    modelText({ ...config, network: defaultMobileNet, pretrained, clean: true, voted: true }),
    "mobileNet, from faceres, cleaned, FER+ votes",
  );
  const narrow = {
    ...defaultConfig(made, { model: "linearFunctionals", protocol: "paper" }).features!,
    bandwidthHz: 4000,
  };
  const heard = { corpus, network: linearFunctionals, features: narrow };
  assert.equal(modelOf(heard), "linearFunctionals-bandwidth4000");
  const table = { name: "smile", sha256: "0".repeat(64), values: 88 };
  const imported = defaultConfig(made, { imported: table, protocol: "paper" });
  assert.equal(modelOf(imported), "importedFunctionals-smile");
  assert.throws(
    () => defaultConfig(made, { model: "importedFunctionals", protocol: "paper" }),
    /importedFunctionals and --features table:CSV beside each other/,
  );
  // The network of another corpus is not this one's.
  const ofTess = publishedEmotionUnet("tess");
  assert.equal(modelOf({ corpus: "tess", network: ofTess, features: null }), "emotionUnet");
  assert.match(modelOf({ corpus, network: ofTess, features: null }), /^emotionUnet-filters34x242x/);
});
