import assert from "node:assert/strict";
import { table2Space } from "../bayesopt/space.ts";
import { defaultFeatures } from "../dsp/feature_config.ts";
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
