/** In: a grey picture. Out: the same picture as a square of another size. */
import sharp from "sharp";
import type { Image } from "./read_image.ts";

/**
 * Scales `image` (grey) to fill a square of `size` pixels a side with Lanczos' filter, cut off
 * evenly on the longer side, as {@link readImage} does with files.
 */
export async function resizeImage(image: Image, size: number): Promise<Image> {
  const { width, height, data } = image;
  if (width === size && height === size) return image;
  const raw = { width, height, channels: 1 as const };
  const resized = await sharp(data, { raw }).resize(size, size, { fit: "cover" })
    .toColourspace("b-w").raw().toBuffer();
  return { width: size, height: size, channels: 1, data: Uint8Array.from(resized) };
}
