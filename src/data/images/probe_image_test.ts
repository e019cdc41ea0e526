import assert from "node:assert/strict";
import sharp from "sharp";
import { encoded, greyJpeg, texture } from "../testing/encode_images.ts";
import { probeImage } from "./probe_image.ts";

const blank = sharp({ create: { width: 30, height: 20, channels: 3, background: "red" } });

for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
  Deno.test(`probeImage reads the size of ${format}`, async () => {
    const bytes = await encoded(blank.clone().toFormat(format));
    assert.deepEqual(probeImage(bytes, "x"), { widthPx: 30, heightPx: 20 });
  });
}

Deno.test("probeImage refuses what is no picture, by name", async () => {
  const cut = (await greyJpeg(texture(1))).subarray(0, 10);
  const svg = new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
  );
  for (const bytes of [cut, svg, new TextEncoder().encode("no picture")]) {
    assert.throws(() => probeImage(bytes, "a/x.jpg"), /Expected a\/x\.jpg to be a picture .* none/);
  }
  assert.throws(() => probeImage(new Uint8Array(0), "a/x.jpg"), /but it is empty/);
});

Deno.test("probeImage refuses a picture beyond the limit by its header", async () => {
  const bytes = await encoded(blank.clone().png());
  // Width and height stand at bytes 16 and 20 of a PNG file.
  new DataView(bytes.buffer).setUint32(16, 20_000);
  new DataView(bytes.buffer).setUint32(20, 20_000);
  assert.throws(() => probeImage(bytes, "x.png"), /100 megapixels, but it is 20000 × 20000 pixels/);
});
