import assert from "node:assert/strict";
import { type ComparedFigure, publishedComparisonPlot } from "./published_comparison_plot.ts";
import { renderSvg } from "./render.ts";

const figures: ComparedFigure[] = [
  { row: "TurEV-DB, random split", of: "published", value: 0.7782, interval: null },
  {
    row: "TurEV-DB, random split",
    of: "paper's network",
    value: 0.87,
    interval: { low: 0.84, high: 0.9 },
  },
  {
    row: "TurEV-DB, unseen speakers",
    of: "other network",
    value: 0.6,
    interval: null,
    note: "LDA, functionals",
  },
  { row: "ANAD, random split", of: "paper's network", value: null, interval: null, note: "no run" },
];

const drawn = (synthetic = false) =>
  renderSvg(publishedComparisonPlot(figures, { title: "Both", metric: "accuracy", synthetic }));

Deno.test("rows stand in their order, each figure is marked, named and has its interval", async () => {
  const svg = await drawn();
  const rows = ["TurEV-DB, random split", "TurEV-DB, unseen speakers", "ANAD, random split"];
  const places = rows.map((row) => svg.indexOf(`>${row}<`));
  assert.ok(places.every((place, at) => place > (places[at - 1] ?? 0)), String(places));
  for (const text of ["Both", "published", "LDA, functionals", "no run"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
  assert.ok(!svg.includes("SYNTHETIC"));
});

Deno.test("marks that do not occur are not in the legend", async () => {
  const svg = await renderSvg(
    publishedComparisonPlot(figures.slice(0, 1), { title: "t", metric: "accuracy" }),
  );
  assert.ok(!svg.includes("other network"));
});

Deno.test("figures of generated data are labelled", async () => {
  assert.match(await drawn(true), /SYNTHETIC data: Both/);
});
