import assert from "node:assert/strict";
import fc from "fast-check";
import { shiftSamples } from "./shift_samples.ts";

Deno.test("shifting is what indexing says, at both kinds of edge", () => {
  const anyShift = fc.record({
    length: fc.nat(12),
    shift: fc.integer({ min: -30, max: 30 }),
    edge: fc.constantFrom("silence" as const, "circular" as const),
  });
  fc.assert(fc.property(anyShift, ({ length, shift, edge }) => {
    const samples = Float32Array.from({ length }, (_, n) => n + 1);
    const wanted = Array.from(samples, (_, n) => {
      const from = n - shift;
      if (edge === "silence") return from >= 0 && from < length ? samples[from] : 0;
      return samples[((from % length) + length) % length];
    });
    shiftSamples(samples, shift, edge);
    assert.deepEqual([...samples], wanted);
  }));
});
