import assert from "node:assert/strict";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "./compile_step.ts";
import { dropout, seededDropout, withDropoutSeed } from "./dropout.ts";
import { selectEngine, setBackend } from "./select_engine.ts";
import { tensorflowBinding } from "./tensorflow/backend.ts";

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

await selectEngine({ engine: "tensorflow", say: () => {} });

const seedTensor = (high: number, low: number) => tf.tensor1d([high, low], "int32");

const ways = {
  eager: (x: tf.Tensor, seed: tf.Tensor) => [dropout(x, 0.25, seed as tf.Tensor1D)],
  compiled: compileStep((x, seed) => [dropout(x, 0.25, seed as tf.Tensor1D)], {
    warn: (message) => assert.fail(message),
  }),
  xla: compileStep((x, seed) => [dropout(x, 0.25, seed as tf.Tensor1D)], {
    xla: true,
    warn: (message) => assert.fail(message),
  }),
};

function drop(way: keyof typeof ways, high: number, low: number): number[] {
  return tf.tidy(() => [...ways[way](tf.ones([50, 40]), seedTensor(high, low))[0].dataSync()]);
}

Deno.test("the same seed drops the same values, eagerly and compiled, and each time under XLA", async () => {
  await setBackend("tensorflow");
  assert.deepEqual(drop("compiled", 1, 2), drop("eager", 1, 2));
  assert.deepEqual(drop("xla", 1, 2), drop("xla", 1, 2));
  assert.notDeepEqual(drop("xla", 1, 2), drop("xla", 1, 3));
});

const engines = [["tensorflow", "compiled"], ["tensorflow", "xla"], ["cpu", "eager"]] as const;
for (const [backend, way] of engines) {
  Deno.test(`another seed drops other values: ${backend}, ${way}`, async () => {
    await setBackend(backend);
    assert.deepEqual(drop(way, 1, 2), drop(way, 1, 2));
    assert.notDeepEqual(drop(way, 1, 2), drop(way, 1, 3));
    assert.notDeepEqual(drop(way, 1, 2), drop(way, 2, 2));
  });

  Deno.test(`a quarter is dropped and the expectation kept: ${backend}, ${way}`, async () => {
    await setBackend(backend);
    const values = drop(way, 3, 4);
    const dropped = values.filter((value) => value === 0).length;
    // 2000 draws: mean 500, standard deviation 19.
    assert.ok(Math.abs(dropped - 500) < 80, `${dropped}`);
    assert.deepEqual(new Set(values), new Set([0, Math.fround(1 / 0.75)]));
    const mean = values.reduce((sum, value) => sum + value) / values.length;
    assert.ok(Math.abs(mean - 1) < 0.06, `${mean}`);
  });

  Deno.test(`the gradient is zero where a value was dropped, else 1 / (1 - rate): ${backend}, ${way}`, async () => {
    await setBackend(backend);
    tf.tidy(() => {
      const seed = seedTensor(5, 6);
      const x = tf.fill([10, 10], 3);
      const output = dropout(x, 0.5, seed).dataSync();
      const gradient = tf.grad((value) => tf.sum(dropout(value, 0.5, seed)))(x).dataSync();
      assert.deepEqual([...gradient], [...output].map((value) => value / 3));
      assert.ok(gradient.includes(0) && gradient.includes(2));
    });
  });

  Deno.test(`rate 0 changes nothing and owns its result: ${backend}, ${way}`, async () => {
    await setBackend(backend);
    const x = tf.tensor1d([1, 2]);
    const seed = seedTensor(0, 0);
    const same = dropout(x, 0, seed);
    x.dispose();
    assert.deepEqual([...same.dataSync()], [1, 2]);
    tf.dispose([same, seed]);
  });
}

Deno.test("nothing is left behind", async () => {
  await setBackend("tensorflow");
  drop("eager", 1, 1);
  const before = tensorflowBinding().getNumOfTensors();
  drop("eager", 1, 2);
  assert.equal(tensorflowBinding().getNumOfTensors(), before);
});

Deno.test("a rate or a seed that cannot be is refused", async () => {
  await setBackend("cpu");
  const x = tf.tensor1d([1]);
  assert.throws(() => dropout(x, 1, seedTensor(0, 0)), /in \[0, 1\), but found 1/);
  assert.throws(() => dropout(x, NaN, seedTensor(0, 0)), /found NaN/);
  assert.throws(() => dropout(x, 0.5, tf.tensor1d([1, 2])), /int32 \[2\], but found float32 \[2\]/);
});
