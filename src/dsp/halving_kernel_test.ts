import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../base/random.ts";
import { createHalvingFilter } from "./halving_kernel.ts";

const cases = fc.record({
  pairs: fc.integer({ min: 1, max: 30 }),
  inputs: fc.integer({ min: 0, max: 300 }),
  outputs: fc.integer({ min: 0, max: 200 }),
  seed: fc.nat(),
});

Deno.test("the halving kernel computes the sum that defines it", () => {
  fc.assert(
    fc.property(cases, ({ pairs, inputs, outputs, seed }) => {
      const random = createRandom(seed);
      const numbers = (length: number) =>
        Float32Array.from({ length }, () => random.uniform() - 0.5);
      const coefficients = numbers(2 * pairs);
      const before = random.integer(0, 2 * pairs);
      const filter = createHalvingFilter(coefficients);
      filter(numbers(500), before, new Float32Array(250)); // what it leaves behind must not matter
      const samples = numbers(inputs);
      const found = new Float32Array(outputs);
      filter(samples, before, found);
      found.forEach((value, m) => {
        let sum = 0;
        coefficients.forEach((factor, t) => sum += factor * (samples[2 * m + t - before] ?? 0));
        assert.ok(Math.abs(value - sum) < 1e-5, `output ${m}: ${value}, not ${sum}`);
      });
    }),
    { numRuns: 60 },
  );
});
