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

/** Whether `bytes` begin as JPEG, PNG, GIF, TIFF, WebP or AVIF; their end may be missing. */
export function isPictureFile(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (STARTS.some((start) => text(0, start.length) === start)) return true;
  if (text(0, 4) === "RIFF") return text(8, 12) === "WEBP";
  return text(4, 8) === "ftyp" && /avi[fs]|mif1|msf1/.test(text(8, 32));
}
