import assert from "node:assert/strict";
import sharp from "sharp";
import { encoded } from "../testing/encode_images.ts";
import { isPictureFile } from "./is_picture_file.ts";

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
