/** In: a file. Out: whether it is a picture or a sound, by its content, else by its name. */

/** What networks are shown. */
export type Medium = "picture" | "sound";

/** How files of the formats that are known begin; "?" stands for any byte. */
const BEGINNINGS: readonly [string, Medium][] = [
  ["\xff\xd8\xff", "picture"], // JPEG
  ["\x89PNG", "picture"],
  ["GIF8", "picture"],
  ["II*\0", "picture"], // TIFF, in both orders of bytes
  ["MM\0*", "picture"],
  ["RIFF????WEBP", "picture"],
  ["????ftypavi", "picture"], // AVIF
  // Pictures that are not read: their reader says so.
  ["????ftyphei", "picture"], // HEIC
  ["????ftyphev", "picture"],
  ["????ftypmif1", "picture"],
  ["????ftypmsf1", "picture"],
  ["BM????\0\0\0\0", "picture"], // BMP
  ["\xff\x0a", "picture"], // JPEG XL
  ["\0\0\0\x0cJXL ", "picture"],
  ["8BPS", "picture"], // Photoshop
  ["RIFF????WAVE", "sound"],
  ["fLaC", "sound"],
];

const PICTURE_NAME = /\.(jpe?g|png|gif|tiff?|webp|avif|hei[cf]|bmp|jxl|psd|svg)$/i;

/**
 * The medium of the file at `path`. One that is missing or of no known format is what its name
 * says, and a sound where that says nothing: its reader tells what is wrong.
 */
export async function fileMedium(path: string): Promise<Medium> {
  const start = await firstBytes(path);
  const isLike = (beginning: string) =>
    beginning.length <= start.length &&
    [...beginning].every((character, at) => character === "?" || character === start[at]);
  const found = BEGINNINGS.find(([beginning]) => isLike(beginning));
  return found?.[1] ?? (PICTURE_NAME.test(path) ? "picture" : "sound");
}

async function firstBytes(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const start = new Uint8Array(12);
    const count = await file.read(start);
    return String.fromCharCode(...start.subarray(0, count ?? 0));
  } catch {
    return "";
  }
}
