import assert from "node:assert/strict";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { limitWeights } from "./limit_weights.ts";
import { selectEngine } from "./select_engine.ts";

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
