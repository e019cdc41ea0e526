import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "./compile_step.ts";
import { seededDropout, withDropoutSeed } from "./dropout_layer.ts";
import { selectEngine } from "./select_engine.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const ones = () => tf.ones([1000]);
const seedOf = (step: number) => tf.tensor1d([7, step], "int32");

Deno.test("a compiled step draws anew at each step, two layers differently", () => {
  const layers = [seededDropout({ rate: 0.4 }), seededDropout({ rate: 0.4 })];
  const step = compileStep((x, seed) =>
    withDropoutSeed(
      seed as tf.Tensor1D,
      () => layers.map((layer) => layer.apply(x, { training: true }) as tf.Tensor),
    ), { warn: assert.fail });
  const draw = (number: number) =>
    step(ones(), seedOf(number)).map((value) => [...value.dataSync()]);
  const [first, second] = draw(1);
  assert.notDeepEqual(first, second);
  assert.deepEqual(draw(1), [first, second]);
  assert.notDeepEqual(draw(2)[0], first);
  const kept = first.filter((value) => value > 0);
  assert.ok(Math.abs(kept.length / 1000 - 0.6) < 0.06);
  assert.ok(kept.every((value) => Math.abs(value - 1 / 0.6) < 1e-6));
  step.dispose();
});

Deno.test("nothing is left out in inference; training without a seed is refused", () => {
  const layer = seededDropout({ rate: 0.5 });
  const x = ones();
  assert.deepEqual([...(layer.apply(x) as tf.Tensor).dataSync()], [...x.dataSync()]);
  assert.throws(() => layer.apply(x, { training: true }), /given a seed/);
});
