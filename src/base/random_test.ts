import assert from "node:assert/strict";
import { createRandom } from "./random.ts";

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
