import assert from "node:assert/strict";
import { classSharesPie } from "./class_shares_pie.ts";
import { renderSvg } from "./render_svg.ts";

const classes = [
  { name: "angry", count: 30 },
  { name: "fear", count: 0 },
  { name: "sad", count: 10 },
];

Deno.test("a pie has a named slice for each class that has clips", async () => {
  const svg = await renderSvg(classSharesPie(classes, { title: "Classes of it" }));
  for (const text of ["Classes of it", "n = 40", "angry 75.0 %", "sad 25.0 %"]) {
    assert(svg.includes(text), text);
  }
  assert(!svg.includes("fear"));
  assert.equal([...svg.matchAll(/aria-roledescription="arc mark"/g)].length, 2);
});
