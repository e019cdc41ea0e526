/** In: a picture file's bytes. Out: the picture, upright and not too large, inside of an address. */
import sharp from "sharp";
import { readImage } from "./read_image.ts";

/**
 * A data URL with the picture as JPEG in colour, whose longer side has at most `longestSide`
 * pixels, for documents that shall be one file. Smaller pictures keep their size. Throws UserError
 * as {@link readImage} does.
 *
 * @param name of the file, for messages
 *
 * @example
 * ```ts
 * const url = await photoDataUrl(await Deno.readFile(path), path); // "data:image/jpeg;base64,…"
 * ```
 */
export async function photoDataUrl(
  bytes: Uint8Array,
  name: string,
  longestSide = 1024,
): Promise<string> {
  const { width, height, channels, data } = await readImage(bytes, name, { colour: "rgb" });
  const jpeg = await sharp(data, { raw: { width, height, channels } })
    .resize(longestSide, longestSide, { fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 90 })
    .toBuffer();
  return `data:image/jpeg;base64,${new Uint8Array(jpeg).toBase64()}`;
}
