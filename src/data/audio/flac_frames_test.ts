import assert from "node:assert/strict";
import fc from "fast-check";
import { predictFlac } from "./flac_frames.ts";

const cases = fc.record({
  bits: fc.integer({ min: 4, max: 25 }),
  shift: fc.integer({ min: 0, max: 15 }),
  order: fc.integer({ min: 0, max: 32 }),
  numbers: fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })),
});

/** The definition, in whole numbers of any size. */
function residualOf(samples: Int32Array, coefficients: Int32Array, shift: number): number[] {
  return Array.from(samples, (sample, i) => {
    if (i < coefficients.length) return sample;
    let sum = 0n;
    coefficients.forEach((c, j) => sum += BigInt(c) * BigInt(samples[i - 1 - j]));
    return Number(BigInt(sample) - (sum >> BigInt(shift)));
  });
}

Deno.test("predictFlac is exact for every order, width and shift, also where 32 bits wrap", () => {
  let wraps = 0;
  fc.assert(fc.property(cases, ({ bits, shift, order, numbers }) => {
    const next = () => numbers.next().value as number;
    const peak = 2 ** (bits - 1) - 1;
    const samples = Int32Array.from({ length: order + 20 }, () => Math.round(next() * peak));
    const coefficients = Int32Array.from({ length: order }, () => Math.round(next() * 16_383));
    const residual = residualOf(samples, coefficients, shift);
    fc.pre(residual.every((value) => Math.abs(value) < 2 ** 31)); // wider ones are no FLAC
    if (residual.some((value) => Math.abs(value) * 2 ** shift > 2 ** 32)) wraps++;
    const restored = Int32Array.from(residual);
    predictFlac(restored, coefficients, shift, bits);
    assert.deepEqual(restored, samples);
  }));
  assert.ok(wraps > 0, "no case went beyond 32 bits");
});
