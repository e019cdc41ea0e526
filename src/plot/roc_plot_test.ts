import assert from "node:assert/strict";
import { rocCurve } from "../metrics/ranking_curves.ts";
import { renderSvg } from "./render_svg.ts";
import { rocPlot } from "./roc_plot.ts";

Deno.test("the legend gives the area and the clips; the guess's diagonal is named", async () => {
  const curve = rocCurve([0.9, 0.8, 0.7, 0.1], [true, false, true, false])!;
  const svg = await renderSvg(
    rocPlot([{ name: "surprise", support: 2, ...curve }], { title: "FER2013" }),
  );
  const texts = ["FER2013", "surprise: AUC 0.750, n 2", "guess", "false positive rate"];
  for (const text of texts) assert.ok(svg.includes(`>${text}<`), text);
  assert.ok(!svg.includes("SYNTHETIC"));
});
