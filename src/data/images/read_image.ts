/** Pixels of picture files, 8 bits each, upright, grey or RGB. */
import { imageSize } from "image-size";
import sharp from "sharp";
import { UserError } from "../../base/user_error.ts";
import { decodeBmp, decodeHeic, isBmp, isHeic } from "./bmp_heic.ts";
import { isCutOff } from "./cut_off.ts";

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
 * Decodes JPEG, PNG, WebP, GIF (its first picture), TIFF, AVIF, BMP and HEIC. The camera's orientation (EXIF)
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
  const format = pictureFormat(bytes);
  // Sharp would open drawings and documents, too.
  if (format === undefined) throw notReadable(path, reasonAgainst(bytes));
  try {
    let picture = await open(bytes);
    if (size !== undefined) picture = picture.resize(size, size, { fit: "cover" });
    const { data, info } = await picture.flatten({ background: BEHIND }).toColourspace("srgb")
      .raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const channels = colour === "grey" ? 1 : 3;
    return { width, height, channels, data: withChannels(data, info.channels, channels) };
  } catch (error) {
    const { message } = error as Error;
    if (/pixel limit/i.test(message)) throw notReadable(path, "it is larger");
    const found = isCutOff(bytes, message) ? "cut off" : `damaged (${reasonOf(message)})`;
    throw notWhole(path, format, `it is ${found}`);
  }
}

async function open(bytes: Uint8Array): Promise<ReturnType<typeof sharp>> {
  if (isBmp(bytes) || isHeic(bytes)) {
    const decode = isBmp(bytes) ? decodeBmp : decodeHeic;
    const { width, height, data } = await decode(bytes, pixelLimit);
    return sharp(data, { raw: { width, height, channels: 4 } });
  }
  return sharp(bytes, { limitInputPixels: pixelLimit, failOn: "error" }).autoOrient();
}

/** The error for a picture that cannot be read. */
function notReadable(path: string, found: string): UserError {
  return new UserError(
    `Expected ${path} to be a picture (JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP or HEIC) of at most ` +
      `${pixelLimit / 1e6} megapixels, but ${found}`,
  );
}

/** The error for a picture that begins as one of `format` and goes on otherwise. */
function notWhole(path: string, format: string, found: string): UserError {
  return new UserError(`Expected ${path} to be a whole ${format} picture, but ${found}`);
}

/** Why bytes that are not read as a picture are none. */
function reasonAgainst(bytes: Uint8Array): string {
  const other = otherPicture(bytes);
  return other === undefined
    ? "it is none"
    : `it is ${other}; convert it, such as by magick INPUT OUTPUT.png`;
}

function reasonOf(message: string): string {
  if (/unsupported image format/i.test(message)) return "it cannot be decoded";
  return message.trim().split("\n")[0];
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

/** First bytes; of TIFF in both byte orders, and beyond 4 GB. */
const STARTS: readonly [string, string][] = [
  ["\xff\xd8\xff", "JPEG"],
  ["\x89PNG\r\n\x1a\n", "PNG"],
  ["GIF87a", "GIF"],
  ["GIF89a", "GIF"],
  ["II*\0", "TIFF"],
  ["MM\0*", "TIFF"],
  ["II+\0", "TIFF"],
  ["MM\0+", "TIFF"],
];

/** Pictures that are not read, by how they begin; "." stands for any byte. */
const OTHERS: readonly [RegExp, string][] = [
  [/^(ÿ\n|.{4}JXL )/s, "JPEG XL"],
  [/^8BPS/, "a Photoshop file"],
];

/** What `bytes` are, such as JPEG XL, where they begin as a picture that is not read. */
function otherPicture(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  return OTHERS.find(([beginning]) => beginning.test(start))?.[1];
}

/** Whether `bytes` begin as a picture that is read; their end may be missing. */
export function isPictureFile(bytes: Uint8Array): boolean {
  return pictureFormat(bytes) !== undefined;
}

/** As what picture that is read `bytes` begin; undefined for all others. */
function pictureFormat(bytes: Uint8Array): string | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  const known = STARTS.find(([start]) => text(0, start.length) === start);
  if (known) return known[1];
  if (text(0, 4) === "RIFF") return text(8, 12) === "WEBP" ? "WebP" : undefined;
  if (isBmp(bytes)) return "BMP";
  if (isHeic(bytes)) return "HEIC";
  return text(4, 8) === "ftyp" && /avi[fs]|mif1|msf1/.test(text(8, 32)) ? "AVIF" : undefined;
}

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
  const format = pictureFormat(bytes);
  try {
    const size = imageSize(bytes);
    if (format !== undefined && size.width > 0 && size.height > 0) return size;
  } catch {
    // Not a picture at all, or one without a whole header.
  }
  throw format === undefined
    ? notReadable(path, reasonAgainst(bytes))
    : notWhole(path, format, "it is cut off or damaged before its size is told");
}

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
