import assert from "node:assert/strict";
import { classCurves } from "./class_curves.ts";
import { renderSvg } from "./render_svg.ts";

const options = {
  title: "Curves",
  x: "recall",
  y: "precision",
  guides: [{ points: [[0, 0], [1, 1]] as const, text: { x: 1, y: 1, text: "guess" } }],
};
const curves = Array.from({ length: 7 }, (_, at) => ({
  name: `class ${at}`,
  points: [[0, 1], [0.5, 1 - at / 10], [1, 0]] as const,
}));

Deno.test("each class has a colour, a dash and a marker of its own, and a place in the legend", async () => {
  const svg = await renderSvg(classCurves(curves, { ...options, subtitle: "n = 70" }));
  for (const text of ["Curves", "n = 70", "recall", "precision", "guess", "class 0", "class 6"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
  const lines = [...svg.matchAll(/<path [^>]*aria-roledescription="line mark"[^>]*/g)]
    .map(([mark]) => mark).filter((mark) => mark.includes("name: class"));
  const of = (attribute: string) =>
    new Set(lines.map((mark) => mark.match(new RegExp(`${attribute}="([^"]*)"`))?.[1] ?? "none"));
  assert.equal(lines.length, 7);
  assert.equal(of("stroke").size, 7);
  assert.equal(of("stroke-dasharray").size, 7);
});

Deno.test("curves of many points are thinned for the file, and keep their course", () => {
  const points = Array.from({ length: 5001 }, (_, at) => [at / 5000, 1 - at / 5000] as const);
  const plot = classCurves([{ name: "fear", points }], options);
  assert.ok(JSON.stringify(plot).length < 6000);
});
