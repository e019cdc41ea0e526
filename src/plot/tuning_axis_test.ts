import assert from "node:assert/strict";
import { positionOf } from "./tuning_axis.ts";

const ticks = (low: number, high: number) =>
  positionOf({ name: "rate", scale: "log", domain: [low, high] }, "x").axis;

Deno.test("a logarithmic axis is labelled at the powers of ten in it", () => {
  assert.deepEqual(ticks(1e-4, 1e-1), { values: [1e-4, 1e-3, 1e-2, 1e-1], format: "~g" });
  assert.deepEqual(ticks(3, 4000), { values: [10, 100, 1000], format: "~g" });
});

Deno.test("a logarithmic axis without two powers of ten is labelled at its ends", () => {
  assert.deepEqual(ticks(2, 50), { values: [2, 50], format: "~g" });
});

Deno.test("choices keep their order", () => {
  const choices = ["8", "16", "4"];
  const { scale, sort } = positionOf({ name: "batch", scale: "choices", choices }, "x") as {
    scale: unknown;
    sort: unknown;
  };
  assert.deepEqual([scale, sort], [{ domain: choices }, null]);
});
