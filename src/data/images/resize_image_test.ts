import assert from "node:assert/strict";
import { texture } from "../testing/encode_images.ts";
import { resizeImage } from "./resize_image.ts";

const picture = (width: number, height: number, data: Uint8Array) => {
  return { width, height, channels: 1 as const, data };
};

Deno.test("a picture of the size already is left as it is", async () => {
  const image = picture(48, 48, texture(3));
  assert.equal(await resizeImage(image, 48), image);
});

Deno.test("a picture keeps its grey values when it is scaled", async () => {
  const { width, height, channels, data } = await resizeImage(picture(48, 48, texture(3)), 96);
  assert.deepEqual([width, height, channels, data.length], [96, 96, 1, 96 * 96]);
  const full = texture(3);
  const mean = (values: Uint8Array) => values.reduce((sum, one) => sum + one, 0) / values.length;
  assert(Math.abs(mean(data) - mean(full)) < 1);
  const flat = await resizeImage(picture(48, 48, new Uint8Array(48 * 48).fill(77)), 20);
  assert(flat.data.every((value) => value === 77));
});

Deno.test("the longer side is cut off evenly", async () => {
  const wide = Uint8Array.from({ length: 30 * 10 }, (_, at) => {
    const x = at % 30;
    return x >= 10 && x < 20 ? 200 : 10;
  });
  const { data } = await resizeImage(picture(30, 10, wide), 10);
  assert(data.every((value) => value === 200));
});
