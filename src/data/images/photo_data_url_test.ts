import assert from "node:assert/strict";
import sharp from "sharp";
import { photoDataUrl } from "./photo_data_url.ts";
import { readImage } from "./read_image.ts";

const PREFIX = "data:image/jpeg;base64,";

/** A red picture; `orientation` as EXIF numbers it. */
async function redPng(width: number, height: number, orientation?: number): Promise<Uint8Array> {
  const create = { width, height, channels: 3, background: { r: 200, g: 20, b: 20 } } as const;
  return new Uint8Array(await sharp({ create }).withMetadata({ orientation }).png().toBuffer());
}

async function decode(url: string) {
  assert.ok(url.startsWith(PREFIX));
  const bytes = Uint8Array.fromBase64(url.slice(PREFIX.length));
  return await readImage(bytes, "the address", { colour: "rgb" });
}

Deno.test("large pictures are reduced, small ones keep their size; colours stay", async () => {
  const large = await decode(await photoDataUrl(await redPng(300, 200), "red.png", 150));
  assert.deepEqual([large.width, large.height], [150, 100]);
  const small = await decode(await photoDataUrl(await redPng(30, 20), "red.png", 150));
  assert.deepEqual([small.width, small.height], [30, 20]);
  for (const [at, value] of [200, 20, 20].entries()) {
    assert.ok(Math.abs(small.data[at] - value) < 8, String(small.data[at]));
  }
});

Deno.test("the camera's orientation is applied", async () => {
  const turned = await decode(await photoDataUrl(await redPng(30, 20, 6), "turned.png"));
  assert.deepEqual([turned.width, turned.height], [20, 30]);
});

Deno.test("what is no picture is told by name", async () => {
  const bytes = new TextEncoder().encode("no picture");
  await assert.rejects(
    photoDataUrl(bytes, "text.png"),
    /^UserError: Expected text\.png to be a pi/,
  );
});
