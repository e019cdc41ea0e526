import assert from "node:assert/strict";
import { addNormalNoise } from "./normal_noise.ts";
import { createRandom } from "./random.ts";

const COUNT = 200_000;

function noise(seed: number): Float32Array {
  const values = new Float32Array(COUNT);
  addNormalNoise(values, 2, createRandom(seed));
  return values;
}

Deno.test("noise has the moments it states and neighbours have nothing in common", () => {
  for (const seed of [1, 2, 3]) {
    const values = noise(seed);
    const average = (power: number) => values.reduce((sum, v) => sum + (v / 2) ** power, 0) / COUNT;
    assert.ok(Math.abs(average(1)) < 0.01);
    assert.ok(Math.abs(average(2) - 1) < 0.01);
    assert.ok(Math.abs(average(3)) < 0.02);
    assert.ok(Math.abs(average(4) - 2.7) < 0.03);
    for (const lag of [1, 2, 48]) {
      let product = 0;
      for (let i = lag; i < COUNT; i++) product += (values[i] * values[i - lag]) / 4;
      assert.ok(Math.abs(product / COUNT) < 0.01, `lag ${lag}`);
    }
  }
});

Deno.test("the random stream fixes the noise, which is added to what is there", () => {
  assert.deepEqual(noise(4), noise(4));
  assert.notDeepEqual(noise(4), noise(5));
  const raised = new Float32Array(COUNT).fill(1024);
  addNormalNoise(raised, 2, createRandom(4));
  const plain = noise(4);
  for (let i = 0; i < 100; i++) assert.ok(Math.abs(raised[i] - 1024 - plain[i]) < 1e-3);
});
