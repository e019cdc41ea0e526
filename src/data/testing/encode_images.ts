/** In: a picture of few parameters. Out: its file, so that tests need no stored pictures. */
import { dirname, join } from "node:path";
import sharp from "sharp";

/** A grey texture, [size, size], that is another one for each `variant`. */
export function texture(variant: number, size = 48): Uint8Array {
  const pixels = new Uint8Array(size * size);
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      pixels[at++] = Math.round(128 + 60 * Math.sin((x + variant) / 5) + 50 * Math.cos(y / 7));
    }
  }
  return pixels;
}

/** The file that `picture` is turned into. */
export async function encoded(picture: ReturnType<typeof sharp>): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await picture.toBuffer());
}

/** A grey JPEG file of `pixels`, [size, size], as face corpora have them. */
export async function greyJpeg(pixels: Uint8Array, size = 48): Promise<Uint8Array<ArrayBuffer>> {
  const raw = { width: size, height: size, channels: 1 as const };
  return await encoded(sharp(pixels, { raw }).toColourspace("b-w").jpeg({ quality: 90 }));
}

/** Writes a different picture to each of `relativePaths` below `folder`. */
export async function writePictures(folder: string, relativePaths: string[]): Promise<void> {
  for (const [variant, relativePath] of relativePaths.entries()) {
    const path = join(folder, relativePath);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, await greyJpeg(texture(variant)));
  }
}
