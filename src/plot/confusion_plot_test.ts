import assert from "node:assert/strict";
import { confusionPlot } from "./confusion_plot.ts";
import { renderSvg } from "./render.ts";

Deno.test("cells hold counts and shares of their row; an absent class has counts alone", async () => {
  const matrix = [[30, 10, 0], [1, 7, 0], [0, 0, 0]];
  const svg = await renderSvg(
    confusionPlot(matrix, ["calm", "sad", "happy"], { title: "Confusion", subtitle: "n = 48" }),
  );
  const texts = ["calm (40)", "happy (0)", "30", "75.0 %", "12.5 %", "predicted class", "n = 48"];
  for (const text of texts) assert.ok(svg.includes(`>${text}<`), text);
  assert.equal([...svg.matchAll(/>\d+\.\d %</g)].length, 6);
});
