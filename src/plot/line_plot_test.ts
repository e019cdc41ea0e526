import assert from "node:assert/strict";
import { linePlot, sideBySide } from "./line_plot.ts";
import { renderSvg } from "./render.ts";

const axes = { title: "Windows", x: "sample", y: "factor" };

Deno.test("SVG has axes, a legend for several lines, and says SYNTHETIC where data are", async () => {
  const lines = ["hann", "hamming"].map((name) => ({ name, x: [0, 1, 2], y: [0, 1, 0] }));
  const svg = await renderSvg(linePlot(lines, { ...axes, synthetic: true }));
  for (const text of ["SYNTHETIC data: Windows", "sample", "factor", "hann", "hamming"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
});

Deno.test("a single line has no legend, and its values stand as given", async () => {
  const plot = linePlot([{ name: "hann", x: Float32Array.of(3, 4), y: [5, 6] }], axes);
  assert.deepEqual((plot as { data: { values: unknown } }).data.values, [
    { name: "hann", x: 3, y: 5 },
    { name: "hann", x: 4, y: 6 },
  ]);
  assert.ok(!(await renderSvg(plot)).includes(">hann<"));
});

Deno.test("all plots are drawn, each with its own title and axes", async () => {
  const plots = ["first", "second", "third"].map((title) =>
    linePlot([{ name: title, x: [0, 1], y: [0, 1] }], { title, x: `${title} x`, y: "y" })
  );
  const svg = await renderSvg(sideBySide(plots, { title: "all", columns: 2 }));
  for (const text of ["all", "first", "second", "third", "first x", "third x"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
});
