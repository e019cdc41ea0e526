/** What a chosen or dropped file is. Browsers name types by the file's ending, often wrongly. */

/** How files begin, byte by byte as Latin-1. */
const beginnings = [
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/png", /^\x89PNG\r\n/],
  ["image/webp", /^RIFF[^]{4}WEBP/],
  ["audio/wav", /^(RIFF|RIFX|RF64)[^]{4}WAVE/],
  ["audio/flac", /^fLaC/],
];

/** By the ending, for recordings that begin with something else, such as a tag. */
const endings = [["audio/wav", /\.wav$/i], ["audio/flac", /\.flac$/i]];

/** The type of `file` that the server takes; undefined where it is none of these. */
export async function fileType(/** @type {File} */ file) {
  const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  if (!bytes.length) return undefined;
  const start = String.fromCharCode(...bytes);
  const found = beginnings.find(([, pattern]) => pattern.test(start)) ??
    endings.find(([, pattern]) => pattern.test(file.name));
  return found?.[0];
}
