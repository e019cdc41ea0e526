import assert from "node:assert/strict";
import { linePlot, sideBySide } from "../plot/line_plot.ts";
import { plotBundle } from "./plot_bundle.ts";
import { showPlot } from "./show_plot.ts";

function line(points: number) {
  const x = Array.from({ length: points }, (_, i) => i);
  return linePlot([{ name: "line", x, y: x }], { title: "A line", x: "x", y: "y" });
}

Deno.test("a small plot goes as Vega-Lite, SVG and text", async () => {
  const bundle = await plotBundle(line(10));
  assert.deepEqual(Object.keys(bundle), [
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "text/plain",
  ]);
  const spec = bundle["application/vnd.vegalite.v5+json"] as { config: { font: string } };
  assert.match(spec.config.font, /DejaVu/, "the shared theme");
  assert.match(bundle["image/svg+xml"] as string, /^<svg/);
  assert.equal(bundle["text/plain"], "Plot: A line");
});

Deno.test("a plot wider than the page is made smaller, its shape kept", async () => {
  const wide = sideBySide([line(10), line(10), line(10)], {
    title: "wide",
    columns: 3,
    width: 600,
  });
  const svg = (await plotBundle(wide))["image/svg+xml"] as string;
  const [, width, height, shape] = /width="([\d.]+)" height="([\d.]+)" viewBox="0 0 ([\d. ]+)"/
    .exec(svg)!;
  const [wholeWidth, wholeHeight] = shape.split(" ").map(Number);
  assert.equal(Number(width), 860);
  assert.ok(wholeWidth > 1800);
  assert.ok(Math.abs(Number(height) - 860 * wholeHeight / wholeWidth) <= 0.5);
});

Deno.test("a plot of many values goes as PNG and text", async () => {
  const bundle = await plotBundle(line(5000));
  assert.deepEqual(Object.keys(bundle), ["image/png", "text/plain"]);
  const bytes = Uint8Array.fromBase64(bundle["image/png"] as string);
  assert.deepEqual([...bytes.subarray(1, 4)], [0x50, 0x4e, 0x47]);
});

Deno.test("outside of a notebook, showing is a user's mistake", async () => {
  await assert.rejects(showPlot(line(2)), { name: "UserError", message: /in a notebook/ });
});
