import assert from "node:assert/strict";
import { madeCorpus } from "../data/made_inputs.ts";
import { defaultDenseFunctionals, linearFunctionals } from "../unet/logistic_regression.ts";
import {
  modelInput,
  modelNames,
  modelOf,
  modelText,
  modelTitle,
  publishedEmotionUnet,
} from "./model_name.ts";
import { speechConfig, speechModels } from "./speech_config.ts";

const made = madeCorpus({ classes: 2, speakers: 3, texts: 2, takes: 1 });

Deno.test("a variant is for what its kind is for, under a title of its own", () => {
  assert.equal(modelInput("compactResNetWide"), modelInput("compactResNet"));
  assert.equal(modelTitle("compactResNetWide"), "CompactResNet, wide");
  assert.equal(modelTitle("voiceFunctionals"), "DenseFunctionals, linear, of the voice");
  assert.equal(new Set(modelNames.map(modelTitle)).size, modelNames.length);
});

Deno.test("a configuration tells its model by name, and what differs from it", () => {
  const corpus = "turev";
  for (const model of speechModels) {
    const { network, features } = speechConfig(model, { ...made, id: corpus }, "paper");
    assert.equal(modelOf({ corpus, network, features }), model);
  }
  const network = { ...defaultDenseFunctionals, units: [64, 32], dropout: 0.25 };
  const config = { corpus, network, features: null };
  assert.equal(modelOf(config), "denseFunctionals-units64x32-dropout0.25");
  const pseudoLabelled = { from: "0".repeat(64), share: 1, repeats: 3 };
  assert.equal(
    modelText({ ...config, network: defaultDenseFunctionals, pseudoLabelled }),
    "denseFunctionals, adapted",
  );
  const narrow = {
    ...speechConfig("linearFunctionals", made, "paper").features!,
    bandwidthHz: 4000,
  };
  const heard = { corpus, network: linearFunctionals, features: narrow };
  assert.equal(modelOf(heard), "linearFunctionals-bandwidth4000");
  // The network of another corpus is not this one's.
  const ofTess = publishedEmotionUnet("tess");
  assert.equal(modelOf({ corpus: "tess", network: ofTess, features: null }), "emotionUnet");
  assert.match(modelOf({ corpus, network: ofTess, features: null }), /^emotionUnet-filters34x242x/);
});
