import assert from "node:assert/strict";
import { classSharesBar, classSharesPie } from "./class_shares.ts";
import { renderSvg } from "./render.ts";

const classes = [{ name: "angry", count: 30 }, { name: "sad", count: 10 }];

Deno.test("bars are as long as the shares, with counts, title and n", async () => {
  const spec = classSharesBar(classes, { title: "Classes of it" });
  const svg = await renderSvg(spec);
  for (const text of ["Classes of it", "n = 40", "30 (75.0 %)", "10 (25.0 %)", "angry", "sad"]) {
    assert(svg.includes(text), text);
  }
  const bars = [...svg.matchAll(/name: (\w+)" [^>]*="bar" d="M0,[\d.]+h([\d.]+)v/g)];
  assert.deepEqual(bars.map(([, name]) => name), ["angry", "sad"]);
  const [angry, sad] = bars.map(([, , width]) => Number(width));
  assert(Math.abs(angry / sad - 3) < 1e-6);
});

Deno.test("published shares are marked and named, and generated data labelled", async () => {
  const published = { source: "Somebody 2020", shares: { sad: 0.5 } };
  const svg = await renderSvg(classSharesBar(classes, { title: "t", synthetic: true }, published));
  assert(svg.includes("Somebody 2020") && svg.includes("SYNTHETIC data: t"));
  assert(svg.includes("10 (25.0 %), published 50.0 %"));
  assert(!(await renderSvg(classSharesBar(classes, { title: "t" }))).includes("Somebody"));
});

const pieClasses = [
  { name: "angry", count: 30 },
  { name: "fear", count: 0 },
  { name: "sad", count: 10 },
];

Deno.test("a pie has a named slice for each class that has clips", async () => {
  const svg = await renderSvg(classSharesPie(pieClasses, { title: "Classes of it" }));
  for (const text of ["Classes of it", "n = 40", "angry 75.0 %", "sad 25.0 %"]) {
    assert(svg.includes(text), text);
  }
  assert(!svg.includes("fear"));
  assert.equal([...svg.matchAll(/aria-roledescription="arc mark"/g)].length, 2);
});
