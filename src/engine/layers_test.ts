import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { input, input as inputLayer, layers, model, sequential } from "@tensorflow/tfjs-layers";
import { applyLayers, classProbabilities, limitWeights, weightSeeds } from "./layers.ts";
import { selectEngine } from "./select_engine.ts";

await selectEngine({ engine: "cpu", say: () => {} });

Deno.test("layers follow each other in their order", () => {
  const first = input({ shape: [4, 3] });
  assert.equal(applyLayers(first), first);
  const last = applyLayers(first, layers.flatten(), layers.dense({ units: 5 }));
  assert.deepEqual(last.shape, [null, 5]);
  const names = model({ inputs: first, outputs: last }).layers.map((layer) => layer.getClassName());
  assert.deepEqual(names, ["InputLayer", "Flatten", "Dense"]);
});

await selectEngine({ engine: "cpu", say: () => {} });

Deno.test("the layer gives each row's classes probabilities, by weights of its seed", () => {
  const rows = tf.tensor2d([[1, -2, 3], [0, 0, 0]]);
  const predict = (seed: number) => {
    const input = inputLayer({ shape: [3] });
    const network = model({
      inputs: input,
      outputs: applyLayers(input, classProbabilities(4, seed)),
    });
    return (network.predict(rows) as tf.Tensor2D).arraySync();
  };
  const [first, second] = predict(1);
  assert.ok(Math.abs(first.reduce((sum, value) => sum + value) - 1) < 1e-6);
  assert.deepEqual(second, [0.25, 0.25, 0.25, 0.25]);
  assert.deepEqual(predict(1), [first, second]);
  assert.notDeepEqual(predict(2)[0], first);
});

await selectEngine({ engine: "cpu", say: () => {} });

/** 10 × `units` and `units` weights. */
const dense = (units: number) => () =>
  sequential({ layers: [layers.dense({ units, inputShape: [10] })] });

Deno.test("a network within the limit is built, a larger one is refused at once", () => {
  assert.equal(limitWeights(55, dense(5)).countParams(), 55);
  assert.throws(() => limitWeights(54, dense(5)), /^UserError: Expected a network of at most 54/);
  // Would take 40 TB.
  assert.throws(() => limitWeights(2 ** 28, dense(1e12)), /at most 268435456 weights/);
});

Deno.test("the limit holds for one network alone", () => {
  assert.throws(() => limitWeights(1, dense(5)));
  assert.equal(dense(5)().countParams(), 55);
});

Deno.test("seeds follow from the network's seed and name, and differ among initialisers", () => {
  const drawn = (seed: number, network: string) => {
    const next = weightSeeds(seed, network);
    return Array.from({ length: 50 }, next);
  };
  const seeds = drawn(1, "conformer");
  assert.deepEqual(drawn(1, "conformer"), seeds);
  assert.equal(new Set(seeds).size, seeds.length);
  assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed > 0 && seed < 2 ** 31));
  assert.notDeepEqual(drawn(2, "conformer"), seeds);
  assert.notDeepEqual(drawn(1, "mobileNet"), seeds);
});
