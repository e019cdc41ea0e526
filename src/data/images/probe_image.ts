/** In: a picture file's bytes. Out: its size in pixels, from the header alone. */
import { imageSize } from "image-size";
import { isPictureFile, otherPicture } from "./is_picture_file.ts";
import { notReadable, pixelLimit, reasonAgainst } from "./read_image.ts";

/**
 * Width and height as stored, before the camera's orientation is applied. Throws UserError, naming
 * `path`, where the bytes are no picture that {@link readImage} can read.
 */
export function probeImage(
  bytes: Uint8Array,
  path: string,
): { widthPx: number; heightPx: number } {
  if (!bytes.length) throw notReadable(path, "it is empty");
  const { width, height } = headerOf(bytes, path);
  if (width * height > pixelLimit) throw notReadable(path, `it is ${width} × ${height} pixels`);
  return { widthPx: width, heightPx: height };
}

function headerOf(bytes: Uint8Array, path: string): { width: number; height: number } {
  try {
    const size = imageSize(bytes);
    if (isPictureFile(bytes) && size.width > 0 && size.height > 0) return size;
  } catch {
    // Not a picture at all, or one without a whole header.
  }
  throw notReadable(
    path,
    otherPicture(bytes) ? reasonAgainst(bytes) : "it is none, or damaged at its start",
  );
}
