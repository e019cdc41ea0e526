import assert from "node:assert/strict";
import { linePlot } from "./line_plot.ts";
import { renderSvg } from "./render_svg.ts";
import { sideBySide } from "./side_by_side.ts";

Deno.test("all plots are drawn, each with its own title and axes", async () => {
  const plots = ["first", "second", "third"].map((title) =>
    linePlot([{ name: title, x: [0, 1], y: [0, 1] }], { title, x: `${title} x`, y: "y" })
  );
  const svg = await renderSvg(sideBySide(plots, { title: "all", columns: 2 }));
  for (const text of ["all", "first", "second", "third", "first x", "third x"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
});
