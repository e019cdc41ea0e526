import assert from "node:assert/strict";
import fixture from "./bmp_heic_fixture.json" with { type: "json" };
import { probeImage, readImage } from "./read_image.ts";

const bytesOf = (base64: string) => Uint8Array.fromBase64(base64);

Deno.test("BMP of every depth is read as Pillow reads it", async () => {
  const { width, height } = fixture;
  for (const [name, { file, rgb }] of Object.entries(fixture.bmp)) {
    const image = await readImage(bytesOf(file), name, { colour: "rgb" });
    assert.deepEqual([image.width, image.height], [width, height], name);
    const furthest = Math.max(...rgb.map((value, at) => Math.abs(value - image.data[at])));
    // Five and six bits become eight by rounding here, by shifting there.
    assert.ok(furthest <= (name.startsWith("16") ? 4 : 0), `${name}: ${furthest}`);
    assert.deepEqual(probeImage(bytesOf(file), name), { widthPx: width, heightPx: height });
  }
});

Deno.test("HEIC is read as libheif's binding for Pillow reads it", async () => {
  const { file, width, height, rgb } = fixture.heic;
  const image = await readImage(bytesOf(file), "it", { colour: "rgb" });
  assert.deepEqual([image.width, image.height], [width, height]);
  const errors = rgb.map((value, at) => Math.abs(value - image.data[at]));
  const mean = errors.reduce((sum, own) => sum + own, 0) / errors.length;
  assert.ok(mean < 3, `${mean}`);
});

const bmp = bytesOf(fixture.bmp["24 bits"].file);
const withNumber = (at: number, value: number) => {
  const changed = bmp.slice();
  new DataView(changed.buffer).setInt32(at, value, true);
  return changed;
};

Deno.test("a BMP that is cut off, compressed, empty or too large is refused in a sentence", async () => {
  const cases: [Uint8Array, RegExp][] = [
    [bmp.subarray(0, 60), /but it is cut off$/],
    [bmp.subarray(0, 20), /but it is cut off$/],
    [withNumber(22, 50), /damaged \(it ends after 174 bytes of 1254\)/],
    [withNumber(30, 1), /compressed \(kind 1\)/],
    [withNumber(18, 0), /0 × 5 pixels/],
    [withNumber(18, 2 ** 30), /it is larger/],
    [withNumber(28, 13), /13 bits a pixel/],
    [withNumber(14, 7), /header has 7 bytes/],
  ];
  for (const [bytes, why] of cases) {
    await assert.rejects(readImage(bytes, "it"), (error: Error) => {
      assert.equal(error.name, "UserError");
      assert.match(error.message, /^Expected it to be a (picture|whole (BMP|HEIC) picture)/);
      assert.match(error.message, why);
      return true;
    });
  }
});

Deno.test("HEIC that is cut off or damaged is told by the error alone, not on the console", async () => {
  const whole = bytesOf(fixture.heic.file);
  const damaged = whole.slice().fill(0xff, 420, 700);
  const said: unknown[] = [];
  const { log } = console;
  console.log = (...words: unknown[]) => void said.push(...words);
  try {
    for (const length of [30, 100, 300, 416, 500, whole.length - 1]) {
      await assert.rejects(readImage(whole.subarray(0, length), "it"), {
        name: "UserError",
        message: "Expected it to be a whole HEIC picture, but it is cut off",
      });
    }
    await assert.rejects(readImage(damaged, "it"), {
      name: "UserError",
      message: /^Expected it to be a whole HEIC picture, but it is damaged \(Decoder plugin /,
    });
  } finally {
    console.log = log;
  }
  assert.deepEqual(said, []);
});

Deno.test("no damaged BMP is read beyond its end", async () => {
  for (let at = 0; at < 60; at++) {
    for (const value of [0, 1, 0x7f, 0xff]) {
      const damaged = bmp.slice();
      damaged[at] = value;
      await readImage(damaged, "it").catch((error: Error) => assert.equal(error.name, "UserError"));
    }
  }
});
