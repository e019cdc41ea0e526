import assert from "node:assert/strict";
import { publishedComparisonPlot } from "./published_comparison_plot.ts";
import { renderSvg } from "./render.ts";

const figure = {
  corpus: "TurEV-DB",
  protocol: "paper",
  published: 0.7782,
  mean: 0.87,
  interval: { low: 0.84, high: 0.9 },
  values: [0.86, 0.88],
  synthetic: false,
};

Deno.test("the plot names corpus and protocol and marks both figures", async () => {
  const svg = await renderSvg(
    publishedComparisonPlot([figure, { ...figure, protocol: "speaker", published: null }], {
      title: "Published against ours",
      metric: "accuracy",
    }),
  );
  for (
    const text of [
      "Published against ours",
      "TurEV-DB, unseen speakers",
      "published",
      "95 % interval",
    ]
  ) {
    assert.ok(svg.includes(text), text);
  }
  assert.ok(!svg.includes("SYNTHETIC"));
});

Deno.test("figures of generated data are labelled", async () => {
  const svg = await renderSvg(
    publishedComparisonPlot([{ ...figure, synthetic: true }], { title: "t", metric: "accuracy" }),
  );
  assert.match(svg, /SYNTHETIC data: t/);
  assert.match(svg, /SYNTHETIC, random split/);
});
