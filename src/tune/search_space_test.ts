import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { randomPoint } from "../bayesopt/design_points.ts";
import { table2Space } from "../bayesopt/space.ts";
import { decodePoint } from "../bayesopt/unit_cube.ts";
import { madeCorpus } from "../data/made_inputs.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
import { defaultConfig } from "../train/default_config.ts";
import { searchedKinds, speechModels } from "../train/network_config.ts";
import type { RunConfig } from "../train/run_config.ts";
import { proposedConfig, searchSpace } from "./search_space.ts";
import { madeConfig } from "./testing/made_subject.ts";

const unet: RunConfig = {
  ...madeConfig,
  features: defaultFeatures,
  network: { kind: "emotionUnet", filters: [1, 1, 1, 1, 1, 1], denseUnits: 1 },
};

const point = {
  learningRate: 0.000232,
  epochs: 100,
  batchSize: 16,
  ...{ filters1: 256, filters2: 106, filters3: 256, filters4: 196, filters5: 18, filters6: 255 },
  denseUnits: 764,
};

Deno.test("EmotionUnet is searched over paper S's table 2", () => {
  assert.deepEqual(searchSpace(unet), table2Space());
  assert.equal(searchSpace(unet).length, 10);
});

Deno.test("a point becomes a run; what is not searched stays", () => {
  const { network, training, ...rest } = proposedConfig(unet, point);
  assert.deepEqual(network, {
    kind: "emotionUnet",
    filters: [256, 106, 256, 196, 18, 255],
    denseUnits: 764,
  });
  assert.deepEqual(training, {
    ...unet.training,
    learningRate: 0.000232,
    epochs: 100,
    batchSize: 16,
  });
  const { network: _network, training: _training, ...before } = unet;
  assert.deepEqual(rest, before);
});

Deno.test("the limit of epochs caps what a point proposes and raises nothing", () => {
  assert.equal(proposedConfig(unet, point, 7).training.epochs, 7);
  assert.equal(proposedConfig(unet, { ...point, epochs: 5 }, 7).training.epochs, 5);
});

Deno.test("the network over a table has a space of its own", () => {
  const names = searchSpace(madeConfig).map(({ name }) => name);
  assert.deepEqual(names, ["learningRate", "epochs", "batchSize", "units1", "units2"]);
  const proposed = proposedConfig(madeConfig, { ...point, units1: 20, units2: 30 });
  assert.deepEqual(proposed.network, { kind: "denseFeatures", units: [20, 30] });
});

const corpus = madeCorpus({ classes: 4, speakers: 3, texts: 3, takes: 2 });

const speechKinds = searchedKinds.filter((kind) => speechModels.includes(kind));

Deno.test("a network without a search space is refused, and those with one are named", () => {
  const { network } = defaultConfig({ ...corpus, kind: "images" });
  assert.throws(
    () => searchSpace({ network }),
    /^UserError: Expected a network that has a search space, one of emotionUnet, .*MobileNet$/,
  );
  assert.equal(speechKinds.length, 5);
});

for (const model of speechKinds) {
  Deno.test(`every point of ${model}'s space makes a configuration`, () => {
    const base = defaultConfig(corpus, { model });
    const space = searchSpace(base);
    const random = createRandom(1, "points", model);
    for (let trial = 0; trial < 30; trial++) {
      const point = decodePoint(space, randomPoint(space, random));
      const { network, training, features } = proposedConfig(base, point);
      assert.equal(network.kind, model);
      assert.deepEqual(features, base.features);
      assert.equal(training.mixup, point.mixup);
      assert.equal(training.epochs, point.epochs);
      assert.equal(training.earlyStopping, undefined);
    }
  });
}

Deno.test("a limit of epochs is a limit of the schedule too", () => {
  const base = defaultConfig(corpus, { model: "denseFunctionals" });
  const point = { learningRate: 1e-3, epochs: 40, batchSize: 32, weightDecay: 0.01 };
  const rest = { labelSmoothing: 0.1, mixup: 0.2, units: 16, inputDropout: 0.1, dropout: 0.2 };
  const { network, training } = proposedConfig(base, { ...point, ...rest }, 7);
  assert.deepEqual([training.epochs, training.earlyStopping], [7, undefined]);
  assert.deepEqual(network, {
    ...{ kind: "denseFunctionals", units: [16] },
    ...{ inputDropout: 0.1, dropout: 0.2 },
  });
});
