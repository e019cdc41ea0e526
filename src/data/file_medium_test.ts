import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { encodeWav } from "./audio/encode_wav.ts";
import { fileMedium } from "./file_medium.ts";
import { probeImage } from "./images/probe_image.ts";
import { readImage } from "./images/read_image.ts";
import { withTemporaryFolder } from "./testing/temporary_folder.ts";

Deno.test("content counts, whatever a file is called", async () => {
  const grey = sharp(new Uint8Array(256), { raw: { width: 16, height: 16, channels: 1 } });
  const formats = ["jpeg", "png", "gif", "tiff", "webp", "avif"] as const;
  await withTemporaryFolder(async (folder) => {
    for (const format of formats) {
      const path = join(folder, `${format}.wav`);
      await Deno.writeFile(path, await grey.clone().toFormat(format).toBuffer());
      assert.equal(await fileMedium(path), "picture", format);
    }
    const path = join(folder, "wav.png");
    await Deno.writeFile(path, encodeWav(new Float32Array(9), 16_000));
    assert.equal(await fileMedium(path), "sound");
    await Deno.writeTextFile(path, "fLaC and more");
    assert.equal(await fileMedium(path), "sound");
  });
});

Deno.test("without a known content it is what the name says", async () => {
  await withTemporaryFolder(async (folder) => {
    for (
      const [name, medium] of Object.entries({ "a.JPG": "picture", "a.wav": "sound", a: "sound" })
    ) {
      assert.equal(await fileMedium(join(folder, name)), medium, `missing ${name}`);
      await Deno.writeTextFile(join(folder, name), "RI");
      assert.equal(await fileMedium(join(folder, name)), medium, name);
    }
    assert.equal(await fileMedium(folder), "sound");
  });
});

Deno.test("C02: pictures of formats that are not read are pictures, and are named", async () => {
  const pictures: [string, string, string][] = [
    ["photo.heic", "\0\0\0\x1cftypheic\0\0\0\0mif1heic", "HEIC"],
    ["scan.dat", "BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "BMP"],
    ["new.jxl", "\xff\x0a\xfa\x1f", "JPEG XL"],
    ["layers.psd", "8BPS\0\x01", "a Photoshop file"],
  ];
  await withTemporaryFolder(async (folder) => {
    for (const [name, content, format] of pictures) {
      const path = join(folder, name);
      const bytes = Uint8Array.from(content, (c) => c.charCodeAt(0));
      await Deno.writeFile(path, bytes);
      assert.equal(await fileMedium(path), "picture");
      const expected = {
        name: "UserError",
        message: new RegExp(`${name} .* but it is ${format}; conv`),
      };
      await assert.rejects(readImage(bytes, path), expected);
      assert.throws(() => probeImage(bytes, path), expected);
    }
    const empty = join(folder, "missing.HEIF");
    assert.equal(await fileMedium(empty), "picture");
  });
});
