import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import { positionOf, tuningConvergence } from "./tuning_convergence.ts";

const options = { title: "two studies", objective: "loss" };

Deno.test("the best so far falls only, and waits for the first value", () => {
  const spec = tuningConvergence([{ name: "a", values: [null, 3, 5, null, 1, 2] }], options);
  const { values } = spec.data as { values: { trial: number; best: number | null }[] };
  assert.deepEqual(values.map(({ trial, best }) => [trial, best]), [
    [0, null],
    [1, 3],
    [2, 3],
    [3, 3],
    [4, 1],
    [5, 1],
  ]);
});

Deno.test("several studies get a legend, one gets none", async () => {
  const studies = ["expected improvement", "random search"].map((name) => ({
    name,
    values: [2, 1],
  }));
  const both = await renderSvg(tuningConvergence(studies, { ...options, minimum: 0.5 }));
  assert.match(both, /role-legend/);
  assert.match(both, />random search</);
  const one = await renderSvg(tuningConvergence(studies.slice(0, 1), options));
  assert.doesNotMatch(one, /role-legend/);
});

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
