import assert from "node:assert/strict";
import { Resvg } from "@resvg/resvg-js";
import { encodeGreyPng, imageGallery } from "./image_gallery.ts";
import { renderPng, renderSvg } from "./render.ts";

/** The RGBA pixels of a PNG file of a known size, read by resvg. */
function decode(png: Uint8Array, width: number, height: number): Uint8Array {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<image width="${width}" height="${height}" href="data:image/png;base64,${png.toBase64()}"/>` +
    "</svg>";
  return new Uint8Array(new Resvg(svg).render().pixels);
}

Deno.test("a PNG of grey pixels holds those pixels", () => {
  const grey = Uint8Array.from({ length: 7 * 5 }, (_, i) => (i * 37) % 256);
  const rgba = decode(encodeGreyPng(grey, 7, 5), 7, 5);
  assert.deepEqual(rgba.filter((_, i) => i % 4 === 0), grey);
  assert.ok(rgba.every((value, i) => i % 4 !== 3 || value === 255));
});

const dark = { pixels: new Uint8Array(6).fill(51), caption: "as it is" };
const floats = { pixels: Float32Array.of(-1, 0, 0.2, 0.4, 1, 3), caption: "brighter" };

Deno.test("pictures stand under their captions' rows, bytes and floats alike", () => {
  const spec = imageGallery(
    [{ label: "happy", images: [dark, floats] }, { label: "sad", images: [dark] }],
    { title: "Faces", width: 3, height: 2 },
  ) as unknown as { data: { values: { label: string; column: number; url: string }[] } };
  const { values } = spec.data;
  assert.deepEqual(values.map(({ label, column }) => [label, column]), [
    ["happy", 0],
    ["happy", 1],
    ["sad", 0],
  ]);
  assert.equal(values[0].url, values[2].url);
  const png = Uint8Array.fromBase64(values[1].url.replace("data:image/png;base64,", ""));
  const grey = decode(png, 3, 2).filter((_, i) => i % 4 === 0);
  assert.deepEqual(grey, Uint8Array.of(0, 0, 51, 102, 255, 255));
});

Deno.test("the drawn gallery shows pictures, captions, labels and SYNTHETIC where it is so", async () => {
  const rows = [{ label: "happy", images: [dark, floats] }];
  const svg = await renderSvg(imageGallery(rows, { title: "Faces", width: 3, height: 2 }));
  for (const text of [">Faces<", ">happy<", ">as it is<", ">brighter<", "data:image/png"]) {
    assert.ok(svg.includes(text), text);
  }
  const made = imageGallery(rows, { title: "Faces", width: 3, height: 2, synthetic: true });
  assert.ok((await renderSvg(made)).includes(">SYNTHETIC data: Faces<"));
  const black = { pixels: new Uint8Array(40 * 40) };
  const png = await renderPng(
    imageGallery([{ label: "", images: [black] }], { title: "", width: 40 }),
    { scale: 1 },
  );
  const view = new DataView(png.buffer, png.byteOffset);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const shown = decode(png, width, height);
  const ink = shown.filter((value, i) => i % 4 === 0 && value === 0).length;
  assert.ok(Math.abs(ink - 80 * 80) < 200, `${ink} black points of ${80 * 80}`);
});

Deno.test("a picture of another size is a user's mistake that names its row", () => {
  assert.throws(
    () => imageGallery([{ label: "happy", images: [dark] }], { title: "", width: 3 }),
    {
      name: "UserError",
      message: /Expected pictures of 3×3 = 9 pixels, but found one of 6 .*happy/,
    },
  );
});
