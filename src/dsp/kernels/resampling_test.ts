import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../base/random.ts";
import { largestDifference } from "../testing/largest_difference.ts";
import { createHalvingFilter, createPolyphaseFilter, TAPS_A_TURN } from "./resampling.ts";

const cases = fc.record({
  phases: fc.integer({ min: 1, max: 12 }),
  step: fc.integer({ min: 1, max: 30 }),
  turns: fc.integer({ min: 1, max: 4 }),
  inputs: fc.integer({ min: 1, max: 300 }),
  outputs: fc.integer({ min: 1, max: 300 }),
  seed: fc.nat(),
});

Deno.test("the WebAssembly kernel computes the sum that defines it", () => {
  fc.assert(
    fc.property(cases, ({ phases, step, turns, inputs, outputs, seed }) => {
      const random = createRandom(seed);
      const numbers = (length: number) =>
        Float32Array.from({ length }, () => random.uniform() - 0.5);
      const taps = turns * TAPS_A_TURN;
      const coefficients = numbers(phases * taps);
      const before = random.integer(0, taps);
      const filter = createPolyphaseFilter({ coefficients, phases, step, taps });
      filter(numbers(500), before, new Float32Array(400)); // what it leaves behind must not matter
      const samples = numbers(inputs);
      const found = new Float32Array(outputs);
      filter(samples, before, found);
      const wanted = Array.from(found, (_, m) => {
        const start = Math.floor((m * step) / phases) - before;
        let sum = 0;
        for (let tap = 0; tap < taps; tap++) {
          sum += coefficients[((m * step) % phases) * taps + tap] * (samples[start + tap] ?? 0);
        }
        return sum;
      });
      if (wanted.some((value) => value !== 0)) assert.ok(largestDifference(found, wanted) < 1e-5);
      else assert.ok(found.every((value) => value === 0));
    }),
    { numRuns: 60 },
  );
});

const halvingCases = fc.record({
  pairs: fc.integer({ min: 1, max: 30 }),
  inputs: fc.integer({ min: 0, max: 300 }),
  outputs: fc.integer({ min: 0, max: 200 }),
  seed: fc.nat(),
});

Deno.test("the halving kernel computes the sum that defines it", () => {
  fc.assert(
    fc.property(halvingCases, ({ pairs, inputs, outputs, seed }) => {
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
