/** In: a picture file's bytes. Out: its pixels, 8 bits each, upright, grey or RGB. */
import sharp from "sharp";
import { isPictureFile, otherPicture } from "./is_picture_file.ts";
import { UserError } from "../../base/user_error.ts";

/** Pixels of one picture. */
export interface Image {
  /** Pixels in a row. */
  width: number;
  /** How many rows. */
  height: number;
  /** 1 for grey, 3 for red, green and blue. */
  channels: 1 | 3;
  /** [height, width, channels], row-major, 0 to 255. */
  data: Uint8Array;
}

/** How a picture is read. */
export interface ReadImageOptions {
  /** Grey by default. */
  colour?: "grey" | "rgb";
  /** Scales to a square of so many pixels a side, cutting off what is longer on both ends. */
  size?: number;
}

/** Larger pictures, of 100 megapixels, are refused before they are unpacked. */
export const pixelLimit = 100e6;

/** What is seen through transparent places: mid-grey, which adds the weakest edges to a face. */
const BEHIND = { r: 128, g: 128, b: 128 };

// One picture's work is not divided: callers read several at once.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Decodes JPEG, PNG, WebP, GIF (its first picture), TIFF and AVIF. The camera's orientation (EXIF)
 * is applied, an embedded colour profile and CMYK become sRGB, 16 bits become 8, transparency
 * shows mid-grey. Grey is luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), as OpenCV and Pillow
 * have it. Throws UserError, naming `path`, for what is no such picture, is broken or cut off, or
 * has more than {@link pixelLimit} pixels.
 *
 * @example
 * ```ts
 * const { width, height, data } = await readImage(await Deno.readFile(path), path);
 * ```
 */
export async function readImage(
  bytes: Uint8Array,
  path: string,
  { colour = "grey", size }: ReadImageOptions = {},
): Promise<Image> {
  if (!bytes.length) throw notReadable(path, "it is empty");
  // Sharp would open drawings and documents, too.
  if (!isPictureFile(bytes)) throw notReadable(path, reasonAgainst(bytes));
  try {
    let picture = sharp(bytes, { limitInputPixels: pixelLimit, failOn: "error" }).autoOrient();
    if (size !== undefined) picture = picture.resize(size, size, { fit: "cover" });
    const { data, info } = await picture.flatten({ background: BEHIND }).toColourspace("srgb")
      .raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const channels = colour === "grey" ? 1 : 3;
    return { width, height, channels, data: withChannels(data, info.channels, channels) };
  } catch (error) {
    throw notReadable(path, reasonOf(error as Error));
  }
}

/** The error for a picture that cannot be read. */
export function notReadable(path: string, found: string): UserError {
  return new UserError(
    `Expected ${path} to be a picture (JPEG, PNG, WebP, GIF, TIFF or AVIF) of at most ` +
      `${pixelLimit / 1e6} megapixels, but ${found}`,
  );
}

/** Why bytes that are not read as a picture are none. */
export function reasonAgainst(bytes: Uint8Array): string {
  const other = otherPicture(bytes);
  return other === undefined
    ? "it is none"
    : `it is ${other}; convert it, such as by magick INPUT OUTPUT.png`;
}

function reasonOf({ message }: Error): string {
  if (/pixel limit/i.test(message)) return "it is larger";
  if (/unsupported image format/i.test(message)) return "it is none";
  return `it is damaged (${message.trim().split("\n")[0]})`;
}

function withChannels(data: Uint8Array, from: number, to: 1 | 3): Uint8Array {
  // Sharp gives a Buffer, whose methods differ from those of plain bytes.
  if (from === to) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const pixels = data.length / from;
  const converted = new Uint8Array(pixels * to);
  if (to === 3) {
    for (let i = 0; i < pixels; i++) converted.fill(data[i], 3 * i, 3 * i + 3);
    return converted;
  }
  for (let i = 0; i < pixels; i++) {
    const [red, green, blue] = [data[3 * i], data[3 * i + 1], data[3 * i + 2]];
    // In 1/65536, rounded, as Pillow computes it.
    converted[i] = (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
  }
  return converted;
}
