import assert from "node:assert/strict";
import { precisionRecallCurve } from "../metrics/ranking_curves.ts";
import { precisionRecallPlot } from "./precision_recall_plot.ts";
import { renderSvg } from "./render_svg.ts";

Deno.test("the legend gives average precision and clips; lines of equal F1 are named", async () => {
  const curve = precisionRecallCurve([0.9, 0.8, 0.7, 0.1], [true, false, true, false])!;
  const svg = await renderSvg(
    precisionRecallPlot([{ name: "sad", support: 2, ...curve }], {
      title: "TurEV-DB",
      synthetic: true,
    }),
  );
  // (1 + 2/3) / 2
  const texts = ["SYNTHETIC data: TurEV-DB", "sad: AP 0.833, n 2", "F1 0.2", "F1 0.8", "recall"];
  for (const text of texts) assert.ok(svg.includes(`>${text}<`), text);
});

Deno.test("on a line of equal F1, precision and recall have that F1", () => {
  const { layer: [{ data: { values } }] } = precisionRecallPlot([], { title: "x" }) as unknown as {
    layer: { data: { values: { x: number; y: number; guide: number }[] } }[];
  };
  assert.equal(values.length, 240);
  for (const { x, y, guide } of values) {
    assert.ok(Math.abs(2 * x * y / (x + y) - [0.2, 0.4, 0.6, 0.8][guide]) < 1e-9, `${x}, ${y}`);
    assert.ok(x > 0 && x <= 1 && y > 0 && y <= 1);
  }
});
