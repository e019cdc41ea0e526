import assert from "node:assert/strict";
import { createRandom } from "../base/random.ts";
import { randomPoint } from "../bayesopt/design_points.ts";
import { decodePoint } from "../bayesopt/unit_cube.ts";
import { madeCorpus } from "../data/made_inputs.ts";
import { defaultConfig } from "../train/default_config.ts";
import { speechKinds } from "../train/speech_config.ts";
import { proposedConfig, searchSpace } from "./search_space.ts";

const corpus = madeCorpus({ classes: 4, speakers: 3, texts: 3, takes: 2 });

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
      assert.equal(training.earlyStopping.patience, point.epochs);
    }
  });
}

Deno.test("a limit of epochs is a limit of the schedule too", () => {
  const base = defaultConfig(corpus, { model: "denseFunctionals" });
  const point = { learningRate: 1e-3, epochs: 40, batchSize: 32, weightDecay: 0.01 };
  const rest = { labelSmoothing: 0.1, mixup: 0.2, units: 16, inputDropout: 0.1, dropout: 0.2 };
  const { network, training } = proposedConfig(base, { ...point, ...rest }, 7);
  assert.deepEqual([training.epochs, training.earlyStopping.patience], [7, 7]);
  assert.deepEqual(network, {
    ...{ kind: "denseFunctionals", units: [16] },
    ...{ inputDropout: 0.1, dropout: 0.2 },
  });
});
