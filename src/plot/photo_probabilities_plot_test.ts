import assert from "node:assert/strict";
import { readImage } from "../data/images/read_image.ts";
import { encodeGreyPng } from "./image_gallery.ts";
import { photoProbabilitiesPlot } from "./photo_probabilities_plot.ts";
import { renderPng, renderSvg } from "./render.ts";

const png = encodeGreyPng(new Uint8Array(40 * 30).fill(128), 40, 30);
const photo = { url: `data:image/png;base64,${png.toBase64()}`, width: 400, height: 300 };
const first = {
  box: { x: 100, y: 50, width: 120, height: 120 },
  probabilities: { angry: 0.125, happy: 0.75, sad: 0.125 },
};
const second = { ...first, box: { x: 300, y: 10, width: 60, height: 60 } };

const count = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].length;

Deno.test("one face: the photo, its box and the bars of all classes in per cent", async () => {
  const svg = await renderSvg(photoProbabilitiesPlot(photo, [first], { title: "one.png" }));
  assert.ok(svg.includes(photo.url));
  for (const text of ["one.png", "happy", "angry", "sad", "75.0 %", "12.5 %", "probability"]) {
    assert.ok(svg.includes(`>${text}<`), text);
  }
  // Of 400 pixels on 420 points; the box's outline is drawn twice.
  assert.equal(count(svg, /d="M105,52\.5h126[.\d]*v126[.\d]*h-126/g), 2);
  assert.equal(count(svg, />1</g), 0);
});

Deno.test("several faces are numbered in the photo and above their charts", async () => {
  const svg = await renderSvg(photoProbabilitiesPlot(photo, [first, second], { title: "two" }));
  assert.ok(svg.includes(">1: happy<") && svg.includes(">2: happy<"));
  assert.ok(count(svg, />1</g) > 0 && count(svg, />2</g) > 0);
  assert.equal(count(svg, />75\.0 %</g), 2);
});

Deno.test("without a face, or without probabilities, the photo stands alone", async () => {
  const labels = { title: "t", subtitle: "model", synthetic: true };
  const none = await renderSvg(photoProbabilitiesPlot(photo, [], labels));
  assert.ok(none.includes(">model, no face found<") && none.includes(">SYNTHETIC data: t<"));
  assert.ok(!none.includes(">probability<"));
  const boxes = await renderSvg(photoProbabilitiesPlot(photo, [{ box: first.box }], labels));
  assert.ok(boxes.includes(">model<") && !boxes.includes(">probability<"));
});

Deno.test("the PNG shows the photo", async () => {
  const bytes = await renderPng(photoProbabilitiesPlot(photo, [first], { title: "one.png" }));
  const { data } = await readImage(bytes, "the plot");
  const grey = data.filter((value) => value === 128).length;
  assert.ok(grey > 0.2 * data.length, `${grey} of ${data.length} pixels are the photo's`);
});
