import assert from "node:assert/strict";
import { precisionRecallCurve, rocCurve } from "../metrics/ranking_curves.ts";
import { classCurves, precisionRecallPlot, rocPlot } from "./class_curves.ts";
import { renderSvg } from "./render.ts";

const options = {
  title: "Curves",
  x: "recall",
  y: "precision",
  guides: [{ points: [[0, 0], [1, 1]] as const, text: { x: 1, y: 1, text: "chance" } }],
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

Deno.test("the legend gives the area and the clips; the diagonal of chance is named", async () => {
  const curve = rocCurve([0.9, 0.8, 0.7, 0.1], [true, false, true, false])!;
  const svg = await renderSvg(
    rocPlot([{ name: "surprise", support: 2, ...curve }], { title: "FER2013" }),
  );
  const texts = ["FER2013", "surprise: AUC 0.750, n 2", "guess", "false positive rate"];
  for (const text of texts) assert.ok(svg.includes(`>${text}<`), text);
  assert.ok(!svg.includes("SYNTHETIC"));
});

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
