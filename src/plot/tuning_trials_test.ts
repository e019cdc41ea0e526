import assert from "node:assert/strict";
import { renderSvg } from "./render.ts";
import type { TuningAxis } from "./tuning_convergence.ts";
import { tuningEvaluations } from "./tuning_trials.ts";

const axes: TuningAxis[] = [
  { name: "rate", scale: "log", domain: [1e-4, 1e-1] },
  { name: "depth", scale: "linear", domain: [0, 10] },
  { name: "batch", scale: "choices", choices: ["8", "16"] },
];
const trials = [
  { trial: 0, values: [1e-4, 0, "8"], best: false },
  { trial: 1, values: [1e-1, 10, "8"], best: true },
  { trial: 2, values: [2e-3, 9.9, "16"], best: false },
];

/** The counts of the histogram on the diagonal. */
function diagonal(index: number): number[] {
  // deno-lint-ignore no-explicit-any -- Vega-Lite's union of all specifications
  const spec = tuningEvaluations(axes, trials, { title: "" }) as any;
  const { values } = spec.vconcat[index].hconcat[index].data;
  return values.map(({ count }: { count: number }) => count);
}

Deno.test("every trial is counted once, the ends included, on the axis's own scale", () => {
  assert.deepEqual(diagonal(0), [1, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  assert.deepEqual(diagonal(1), [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  assert.deepEqual(diagonal(2), [2, 1]);
});

Deno.test("it is drawn with one dot for each trial and pair, and one cross for the incumbent", async () => {
  const svg = await renderSvg(tuningEvaluations(axes, trials, { title: "where it looked" }));
  assert.equal(svg.match(/aria-roledescription="circle"/g)!.length, 3 * trials.length);
  assert.equal(svg.match(/aria-roledescription="point"/g)!.length, 3);
});
