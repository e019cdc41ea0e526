import assert from "node:assert/strict";
import { renderSvg } from "./render_svg.ts";
import { tuningConvergence } from "./tuning_convergence.ts";

const options = { title: "two studies", objective: "loss" };

Deno.test("the best so far falls only, and waits for the first value", () => {
  const spec = tuningConvergence([{ name: "a", values: [null, 3, 5, null, 1, 2] }], options);
  const { values } = spec.data as { values: { trial: number; best: number | null }[] };
  assert.deepEqual(values.map(({ trial, best }) => [trial, best]), [
    [1, null],
    [2, 3],
    [3, 3],
    [4, 3],
    [5, 1],
    [6, 1],
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
