/** In: a file's bytes. Out: whether it begins as a picture that {@link readImage} reads. */

/** First bytes of JPEG, PNG, GIF, TIFF in both byte orders, and TIFF beyond 4 GB. */
const STARTS = [
  "\xff\xd8\xff",
  "\x89PNG\r\n\x1a\n",
  "GIF87a",
  "GIF89a",
  "II*\0",
  "MM\0*",
  "II+\0",
  "MM\0+",
];

/** Pictures that are not read, by how they begin; "." stands for any byte. */
const OTHERS: readonly [RegExp, string][] = [
  [/^....ftyp(hei|hev)/s, "HEIC"],
  [/^BM....\0\0\0\0/s, "BMP"],
  [/^(ÿ\n|.{4}JXL )/s, "JPEG XL"],
  [/^8BPS/, "a Photoshop file"],
];

/** What `bytes` are, such as HEIC, where they begin as a picture that is not read. */
export function otherPicture(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  return OTHERS.find(([beginning]) => beginning.test(start))?.[1];
}

/** Whether `bytes` begin as JPEG, PNG, GIF, TIFF, WebP or AVIF; their end may be missing. */
export function isPictureFile(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (STARTS.some((start) => text(0, start.length) === start)) return true;
  if (text(0, 4) === "RIFF") return text(8, 12) === "WEBP";
  // HEIC may name the brands that it shares with AVIF.
  return text(4, 8) === "ftyp" && !/^he[iv]/.test(text(8, 12)) &&
    /avi[fs]|mif1|msf1/.test(text(8, 32));
}
