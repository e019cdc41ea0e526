import assert from "node:assert/strict";
import { weightSeeds } from "./weight_seeds.ts";

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
