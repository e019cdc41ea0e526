import assert from "node:assert/strict";
import sharp from "sharp";
import { UserError } from "../../base/user_error.ts";
import { encoded, greyJpeg, texture } from "../testing/encode_images.ts";
import { pixelLimit, readImage } from "./read_image.ts";
import fixture from "./read_image_fixture.json" with { type: "json" };

/** A picture whose left half is `left` and whose right half is `right`, 8 × 4 pixels. */
function halves(left: number[], right: number[]) {
  const channels = left.length as 3 | 4;
  const pixels = Array.from({ length: 32 }, (_, at) => at % 8 < 4 ? left : right).flat();
  return sharp(Uint8Array.from(pixels), { raw: { width: 8, height: 4, channels } });
}

Deno.test("a colour picture becomes luma or stays RGB", async () => {
  const png = await encoded(halves([255, 0, 0], [0, 0, 255]).png());
  const grey = await readImage(png, "x.png");
  assert.deepEqual([grey.width, grey.height, grey.channels], [8, 4, 1]);
  // 0.299 and 0.114 of 255.
  assert.deepEqual([grey.data[0], grey.data[7]], [76, 29]);
  const rgb = await readImage(png, "x.png", { colour: "rgb" });
  assert.deepEqual([...rgb.data.subarray(0, 3), ...rgb.data.subarray(21, 24)], [
    ...[255, 0, 0],
    ...[0, 0, 255],
  ]);
});

Deno.test("a grey picture read as RGB has three equal channels", async () => {
  const jpeg = await greyJpeg(texture(3));
  const [grey, rgb] = [
    await readImage(jpeg, "x.jpg"),
    await readImage(jpeg, "x.jpg", { colour: "rgb" }),
  ];
  assert.equal(rgb.channels, 3);
  assert.deepEqual(rgb.data, Uint8Array.from([...grey.data].flatMap((one) => [one, one, one])));
});

Deno.test("transparency shows mid-grey", async () => {
  const png = await encoded(halves([255, 255, 255, 0], [255, 255, 255, 255]).png());
  const { data } = await readImage(png, "x.png");
  assert.deepEqual([data[0], data[7]], [128, 255]);
});

Deno.test("the camera's orientation is applied", async () => {
  const jpeg = await encoded(
    halves([255, 255, 255], [0, 0, 0]).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }),
  );
  const { width, height, data } = await readImage(jpeg, "x.jpg");
  // Orientation 6 is turned clockwise: what was left comes to the top.
  assert.deepEqual([width, height], [4, 8]);
  assert.ok(data[0] > 200 && data[31] < 50);
});

Deno.test("16 bits become 8, palettes colours, CMYK sRGB", async () => {
  const half = Uint16Array.from({ length: 64 }, (_, at) => at % 8 < 4 ? 0x4000 : 0xffff);
  const deep = await encoded(
    sharp(half, { raw: { width: 8, height: 8, channels: 1 } }).toColourspace("grey16").png(),
  );
  assert.equal((await sharp(deep).metadata()).depth, "ushort");
  const { data } = await readImage(deep, "x.png");
  assert.deepEqual([data[0], data[7]], [0x40, 0xff]);
  const palette = await encoded(halves([10, 200, 30], [240, 5, 5]).png({ palette: true }));
  assert.equal((await sharp(palette).metadata()).isPalette, true);
  const coloured = await readImage(palette, "x.png", { colour: "rgb" });
  assert.deepEqual([...coloured.data.subarray(0, 3)], [10, 200, 30]);
  const cmyk = await encoded(
    halves([250, 250, 250], [5, 5, 5]).toColourspace("cmyk").jpeg({ quality: 100 }),
  );
  assert.equal((await sharp(cmyk).metadata()).space, "cmyk");
  const print = await readImage(cmyk, "x.jpg");
  assert.ok(print.data[0] > 200 && print.data[7] < 60, `${print.data[0]} ${print.data[7]}`);
});

Deno.test("another size fills the square and cuts the longer side evenly", async () => {
  const wide = await encoded(
    sharp({ create: { width: 90, height: 30, channels: 3, background: "black" } })
      .composite([{
        input: { create: { width: 30, height: 30, channels: 3, background: "white" } },
        left: 30,
        top: 0,
      }]).png(),
  );
  const { width, height, data } = await readImage(wide, "x.png", { size: 10 });
  assert.deepEqual([width, height], [10, 10]);
  assert.ok(data.every((value) => value > 230));
});

Deno.test("50 megapixels are read", async () => {
  const large = await encoded(
    sharp({ create: { width: 10_000, height: 5_000, channels: 3, background: "#808080" } })
      .jpeg({ quality: 30 }),
  );
  const { width, height, data } = await readImage(large, "x.jpg");
  assert.deepEqual([width, height, data[0]], [10_000, 5_000, 128]);
});

const jpeg = await greyJpeg(texture(1));
const bomb = await encoded(
  sharp({ create: { width: 20_000, height: 5_001, channels: 3, background: "black" } })
    .png({ compressionLevel: 9 }),
);
const svg = new TextEncoder().encode(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
);
const refused: [string, Uint8Array, RegExp][] = [
  ["empty", new Uint8Array(0), /but it is empty$/],
  ["text", new TextEncoder().encode("no picture"), /but it is none$/],
  ["a drawing", svg, /but it is none$/],
  ["cut off", jpeg.subarray(0, Math.floor(0.6 * jpeg.length)), /but it is damaged \(/],
  ["only a header", jpeg.subarray(0, 40), /but it is (damaged|none)/],
  ["a bomb", bomb, /of at most 100 megapixels, but it is larger$/],
];
for (const [what, bytes, message] of refused) {
  Deno.test(`what is ${what} is refused by name`, async () => {
    await assert.rejects(readImage(bytes, "some/x.jpg"), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /^Expected some\/x\.jpg to be a picture/);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("the bomb is small as a file and beyond the limit unpacked", () => {
  assert.ok(20_000 * 5_001 > pixelLimit && bomb.length < 1e6);
});

for (const { name, file, grey } of fixture.cases) {
  Deno.test(`grey values of ${name} are OpenCV's`, async () => {
    const { width, height, data } = await readImage(Uint8Array.fromBase64(file), name);
    assert.deepEqual([width, height], [fixture.width, fixture.height]);
    const expected = Uint8Array.fromBase64(grey);
    const largest = Math.max(...expected.map((value, at) => Math.abs(value - data[at])));
    // A JPEG's colours may differ by rounding from one version of libjpeg to the next.
    assert.ok(largest <= 1, `largest difference ${largest}`);
  });
}
