import assert from "node:assert/strict";
import { leakageGapPlot, protocolTitle } from "./leakage_gap_plot.ts";
import { renderSvg } from "./render.ts";

const figure = (corpus: string, protocol: string, value: number, chance: number | null = null) => ({
  corpus,
  protocol,
  value,
  chance,
  interval: { low: value - 0.02, high: value + 0.02 },
});

Deno.test("a corpus of several protocols has a row with its gap in points", async () => {
  const svg = await renderSvg(leakageGapPlot([
    figure("TurEV-DB", "paper", 0.893, 0.281),
    figure("TurEV-DB", "text", 0.8, 0.281),
    figure("TurEV-DB", "speaker", 0.366, 0.281),
    figure("ANAD", "paper", 0.958),
  ], { title: "The split", metric: "accuracy" }));
  const texts = ["TurEV-DB", "−52.7 points", "unseen speakers", "unseen words", "guess"];
  for (const text of texts) assert.ok(svg.includes(`>${text}<`), text);
  assert.ok(svg.includes(">accuracy on the test set<"));
  assert.ok(!svg.includes("ANAD"));
});

Deno.test("a stricter split that costs nothing has no minus", async () => {
  const svg = await renderSvg(leakageGapPlot([
    figure("A", "paper", 0.5),
    figure("A", "speaker", 0.5),
  ], { title: "t", metric: "accuracy" }));
  assert.ok(svg.includes(">0.0 points<"));
  assert.ok(!svg.includes(">guess<"));
});

Deno.test("known protocols have words, others their name", () => {
  assert.equal(protocolTitle("speaker"), "unseen speakers");
  assert.equal(protocolTitle("my folds"), "my folds");
});

Deno.test("a random split is published for paper S's corpora alone", () => {
  assert.equal(protocolTitle("paper", "turev"), "random split, as published");
  for (const corpus of ["mine", "fer2013", "synthetic", "turev+tess", undefined]) {
    assert.equal(protocolTitle("paper", corpus), "random split");
  }
  assert.equal(protocolTitle("speaker", "turev"), "unseen speakers");
});
