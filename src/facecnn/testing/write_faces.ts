/** A small corpus of drawn faces, in FER2013's layout. */
import { join } from "node:path";
import sharp from "sharp";
import { fer2013Info } from "../../data/corpora/fer2013.ts";
import { drawPhoto } from "../draw_photo.ts";

/** Pictures a class and part. */
const COUNTS = { Training: 6, PublicTest: 2, PrivateTest: 2 };

/**
 * Writes FER2013's folders below `folder`: faces of 48 × 48 pixels whose brightness tells the
 * class, and which differ from picture to picture.
 */
export async function writeFaces(folder: string): Promise<void> {
  for (const [number, label] of fer2013Info.classes.entries()) {
    for (const [usage, count] of Object.entries(COUNTS)) {
      const side = usage === "Training" ? "train" : "test";
      const classFolder = join(folder, "FER2013", side, label);
      await Deno.mkdir(classFolder, { recursive: true });
      for (let index = 0; index < count; index++) {
        const path = join(classFolder, `${usage}_${number}${index}.jpg`);
        await Deno.writeFile(path, await faceJpeg(0.4 + number / 10, 22 + index));
      }
    }
  }
}

async function faceJpeg(brightness: number, x: number): Promise<Uint8Array> {
  const { data } = drawPhoto(48, 48, [{ x, y: 22, width: 30 }]);
  const pixels = data.map((value) => Math.min(255, brightness * value));
  return await sharp(pixels, { raw: { width: 48, height: 48, channels: 1 } })
    .toColourspace("b-w").jpeg({ quality: 95 }).toBuffer();
}
