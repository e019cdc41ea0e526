import assert from "node:assert/strict";
import sharp from "sharp";
import { encoded, greyJpeg, texture } from "../made_inputs.ts";
import { readGreyJpeg } from "./read_grey_jpeg.ts";
import { readImage } from "./read_image.ts";

for (const size of [1, 7, 48, 64]) {
  Deno.test(`a grey JPEG of ${size} pixels a side has the values that readImage gives`, async () => {
    for (const variant of [0, 11, 40]) {
      const bytes = await greyJpeg(texture(variant, size), size);
      assert.deepEqual(await readGreyJpeg(bytes), await readImage(bytes, "x.jpg"));
    }
  });
}

Deno.test("a file inside a larger buffer is read like one alone", async () => {
  const bytes = await greyJpeg(texture(2));
  const around = new Uint8Array(bytes.length + 20);
  around.set(bytes, 10);
  const inside = around.subarray(10, 10 + bytes.length);
  assert.deepEqual(await readGreyJpeg(inside), await readGreyJpeg(bytes));
});

Deno.test("all other files are left to readImage", async () => {
  const grey = sharp(texture(1), { raw: { width: 48, height: 48, channels: 1 } });
  const jpeg = await greyJpeg(texture(1));
  const others = {
    "a PNG": await encoded(grey.clone().png()),
    "a colour JPEG": await encoded(grey.clone().toColourspace("srgb").jpeg()),
    "a progressive JPEG": await encoded(
      grey.clone().toColourspace("b-w").jpeg({ progressive: true }),
    ),
    "a turned one": await encoded(
      grey.clone().toColourspace("b-w").withMetadata({ orientation: 3 }).jpeg(),
    ),
    "a large one": await greyJpeg(texture(1, 300), 300),
    "one cut off": jpeg.slice(0, jpeg.length - 30),
    "one that ends in its header": jpeg.slice(0, 30),
    "nothing": new Uint8Array(0),
  };
  for (const [what, bytes] of Object.entries(others)) {
    assert.equal(await readGreyJpeg(bytes), undefined, what);
  }
});

Deno.test("a file whose tables are damaged is left to readImage, and the next one is read", async () => {
  const jpeg = await greyJpeg(texture(1));
  const damaged = jpeg.slice();
  // The marker of the Huffman tables (ITU-T T.81, B.2.4.2), and a class of them that is none.
  const tables = damaged.findIndex((byte, at) => byte === 0xff && damaged[at + 1] === 0xc4);
  damaged[tables + 4] = 0x99;
  assert.equal(await readGreyJpeg(damaged), undefined);
  assert.deepEqual(await readGreyJpeg(jpeg), await readImage(jpeg, "x.jpg"));
});
