import assert from "node:assert/strict";
import sharp from "sharp";
import { UserError } from "../../base/user_error.ts";
import { encoded, greyJpeg, texture } from "../made_inputs.ts";
import { isCutOff } from "./cut_off.ts";
import {
  isPictureFile,
  photoDataUrl,
  pixelLimit,
  probeImage,
  readImage,
  resizeImage,
} from "./read_image.ts";
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
    255,
    0,
    0,
    0,
    0,
    255,
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

for (const format of ["jpeg", "png", "webp", "gif", "avif"] as const) {
  Deno.test(`${format} that is cut off is said to be, of whatever length it is left`, async () => {
    const name = { jpeg: "JPEG", png: "PNG", webp: "WebP", gif: "GIF", avif: "AVIF" }[format];
    const whole = await encoded(halves([10, 200, 30], [240, 5, 5]).toFormat(format));
    for (const length of [40, 0.6 * whole.length, whole.length - 17].map(Math.floor)) {
      const message = `Expected some/x to be a whole ${name} picture, but it is cut off`;
      await assert.rejects(readImage(whole.subarray(0, length), "some/x"), {
        name: "UserError",
        message,
      });
    }
  });
}

/** Small pictures of the containers that are read by their structure to find whether they end. */
const tiffs: [string, Parameters<ReturnType<typeof halves>["tiff"]>[0]][] = [
  ["uncompressed TIFF", { compression: "none" }],
  ["TIFF with LZW", { compression: "lzw" }],
  ["TIFF with JPEG", { compression: "jpeg" }],
  ["tiled TIFF", { compression: "deflate", tile: true, tileWidth: 16, tileHeight: 16 }],
  ["BigTIFF", { bigtiff: true }],
];
for (const [name, options] of tiffs) {
  Deno.test(`${name} that is cut off is said to be; one that is damaged is not`, async () => {
    const whole = await encoded(halves([10, 200, 30], [240, 5, 5]).tiff(options));
    for (let length = 4; length < whole.length; length += 11) {
      await assert.rejects(readImage(whole.subarray(0, length), "x"), {
        name: "UserError",
        message: "Expected x to be a whole TIFF picture, but it is cut off",
      });
    }
    assert.ok(!isCutOff(whole, "it cannot be decoded"));
  });
}

Deno.test("a picture that is damaged in its middle is not said to be cut off", async () => {
  const damaged = await encoded(halves([10, 200, 30], [240, 5, 5]).png());
  damaged.fill(0xff, 41, 60);
  const message = /^Expected x to be a whole PNG picture, but it is damaged \(/;
  await assert.rejects(readImage(damaged, "x"), { name: "UserError", message });
});

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

const blank = sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } });

for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
  Deno.test(`a file of ${format} is known by its beginning`, async () => {
    const bytes = await encoded(blank.clone().toFormat(format));
    assert(isPictureFile(bytes));
    assert(isPictureFile(bytes.subarray(0, 40)));
    assert(!isPictureFile(bytes.subarray(0, 2)));
  });
}

Deno.test("drawings, documents, sound and text are no pictures", () => {
  const others = [
    "<svg/>",
    "<?xml?>",
    "%PDF-1.7",
    "RIFF....WAVEfmt ",
    "....ftypisom....",
    "BM",
    "",
  ];
  for (const text of others) assert(!isPictureFile(new TextEncoder().encode(text)), text);
});

const blankFile = sharp({ create: { width: 30, height: 20, channels: 3, background: "red" } });

for (const format of ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const) {
  Deno.test(`probeImage reads the size of ${format}`, async () => {
    const bytes = await encoded(blankFile.clone().toFormat(format));
    assert.deepEqual(probeImage(bytes, "x"), { widthPx: 30, heightPx: 20 });
  });
}

Deno.test("probeImage refuses what is no picture, by name", async () => {
  const cut = (await greyJpeg(texture(1))).subarray(0, 10);
  const svg = new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
  );
  for (const bytes of [svg, new TextEncoder().encode("no picture")]) {
    assert.throws(() => probeImage(bytes, "a/x.jpg"), /Expected a\/x\.jpg to be a picture .* none/);
  }
  const atStart =
    /Expected a\/x\.jpg to be a whole JPEG picture, but it is cut off or damaged before its size/;
  assert.throws(() => probeImage(cut, "a/x.jpg"), atStart);
  assert.throws(() => probeImage(new Uint8Array(0), "a/x.jpg"), /but it is empty/);
});

Deno.test("probeImage refuses a picture beyond the limit by its header", async () => {
  const bytes = await encoded(blankFile.clone().png());
  // Width and height stand at bytes 16 and 20 of a PNG file.
  new DataView(bytes.buffer).setUint32(16, 20_000);
  new DataView(bytes.buffer).setUint32(20, 20_000);
  assert.throws(() => probeImage(bytes, "x.png"), /100 megapixels, but it is 20000 × 20000 pixels/);
});

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

Deno.test("what is no picture is reported by name", async () => {
  const bytes = new TextEncoder().encode("no picture");
  await assert.rejects(
    photoDataUrl(bytes, "text.png"),
    /^UserError: Expected text\.png to be a pi/,
  );
});
