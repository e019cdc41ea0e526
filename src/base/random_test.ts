import assert from "node:assert/strict";
import { addNormalNoise, createRandom, symmetricUniform } from "./random.ts";

Deno.test("the same seed and labels give the same stream, others do not", () => {
  const draw = (...key: [number, ...string[]]) => {
    const random = createRandom(...key);
    return Array.from({ length: 5 }, () => random.uniform());
  };
  assert.deepEqual(draw(1, "a"), draw(1, "a"));
  assert.notDeepEqual(draw(1, "a"), draw(2, "a"));
  assert.notDeepEqual(draw(1, "a"), draw(1, "b"));
  assert.deepEqual(
    createRandom(1).split("a").integer(0, 1e6),
    createRandom(1, "a").integer(0, 1e6),
  );
});

Deno.test("split does not depend on what was drawn before", () => {
  const random = createRandom(3);
  random.uniform();
  assert.equal(random.split("x").uniform(), createRandom(3).split("x").uniform());
});

Deno.test("moments: uniform has mean 1/2, normal has mean 0 and variance 1", () => {
  const random = createRandom(5);
  const count = 20_000;
  let uniformSum = 0, normalSum = 0, normalSquares = 0;
  for (let i = 0; i < count; i++) {
    uniformSum += random.uniform();
    const z = random.normal();
    normalSum += z;
    normalSquares += z * z;
  }
  // Five standard errors each.
  assert.ok(Math.abs(uniformSum / count - 0.5) < 5 * Math.sqrt(1 / 12 / count));
  assert.ok(Math.abs(normalSum / count) < 5 / Math.sqrt(count));
  assert.ok(Math.abs(normalSquares / count - 1) < 5 * Math.sqrt(2 / count));
});

Deno.test("shuffle keeps every item and puts each at each place about as often", () => {
  const firstPlaces = [0, 0, 0, 0];
  for (let seed = 0; seed < 4000; seed++) {
    const shuffled = createRandom(seed).shuffle([0, 1, 2, 3]);
    assert.deepEqual([...shuffled].sort(), [0, 1, 2, 3]);
    firstPlaces[shuffled[0]]++;
  }
  for (const count of firstPlaces) assert.ok(Math.abs(count - 1000) < 150, `${firstPlaces}`);
});

Deno.test("integer reaches both ends, pick every item", () => {
  const random = createRandom(9);
  const drawn = new Set(Array.from({ length: 200 }, () => random.integer(-1, 1)));
  assert.deepEqual([...drawn].sort((a, b) => a - b), [-1, 0, 1]);
  assert.equal(new Set(Array.from({ length: 200 }, () => random.pick("abc".split("")))).size, 3);
});

Deno.test("amounts fill the range to both sides; none is still drawn", () => {
  const random = createRandom(1);
  const amounts = Array.from({ length: 2000 }, () => symmetricUniform(random, 3)).sort((a, b) =>
    a - b
  );
  assert.ok(amounts[0] >= -3 && amounts[0] < -2.95 && amounts[1999] > 2.95 && amounts[1999] <= 3);
  assert.ok(Math.abs(amounts[500] + 1.5) < 0.2 && Math.abs(amounts[1500] - 1.5) < 0.2);
  const [first, second] = [createRandom(2), createRandom(2)];
  assert.equal(Math.abs(symmetricUniform(first, 0)), 0);
  second.uniform();
  assert.equal(first.uniform(), second.uniform());
});

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
