/** Whether a picture that cannot be decoded lacks its end, or is damaged in some other way. */

/** Bytes of a number of each of TIFF's types of whole numbers (TIFF 6.0, section 2; BigTIFF). */
const TIFF_NUMBER_BYTES: Record<number, number> = { 3: 2, 4: 4, 16: 8 };
/** And of a value of all its types; where a type is unknown, nothing is known of its values. */
const TIFF_VALUE_BYTES: Record<number, number> = {
  ...TIFF_NUMBER_BYTES,
  ...{ 1: 1, 2: 1, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 17: 8, 18: 8 },
};
/** Tags of where the strips or tiles of pixels lie, and of how many bytes they have. */
const TIFF_OFFSETS = [273, 324];
const TIFF_COUNTS = [279, 325];

/**
 * Whether the end is missing of `bytes`, which begin as a picture and gave the decoder's error
 * `message`. A damaged file that tells of more bytes than it has cannot be told from one.
 */
export function isCutOff(bytes: Uint8Array, message: string): boolean {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 4) === "RIFF") return length < 8 + view.getUint32(4, true);
  // The last chunk: its length, name and checksum.
  if (text(1, 4) === "PNG") return !text(length - 12, length).includes("IEND");
  // A header that asks for more than the length that the file states, and has, is damaged.
  if (text(0, 2) === "BM") {
    return /^it ends after/.test(message) && view.getUint32(2, true) !== length;
  }
  if (/^(II[*+]\0|MM\0[*+])/.test(text(0, 4))) return isTiffCutOff(view);
  return text(4, 8) === "ftyp" && areBoxesCutOff(view) ||
    /premature end|unexpected end|bad seek/i.test(message);
}

/** Whether the first picture's directory, its values or its pixels lie behind the end. */
function isTiffCutOff(view: DataView): boolean {
  const isLittle = view.getUint8(0) === 0x49;
  const number = (at: number, bytes: number) =>
    bytes === 2
      ? view.getUint16(at, isLittle)
      : bytes === 4
      ? view.getUint32(at, isLittle)
      : Number(view.getBigUint64(at, isLittle));
  try {
    // BigTIFF has numbers of 8 bytes for 4, and for the 2 that count the entries.
    const isBig = number(2, 2) === 43;
    const wordBytes = isBig ? 8 : 4;
    const countBytes = isBig ? 8 : 2;
    const directory = number(wordBytes, wordBytes);
    const first = directory + countBytes;
    const entryBytes = 4 + 2 * wordBytes;
    const end = first + number(directory, countBytes) * entryBytes;
    let offsets: number[] = [];
    let counts: number[] = [];
    for (let at = first; at < end; at += entryBytes) {
      const [tag, type, count] = [number(at, 2), number(at + 2, 2), number(at + 4, wordBytes)];
      const bytes = count * (TIFF_VALUE_BYTES[type] ?? 0);
      const field = at + 4 + wordBytes;
      const place = bytes <= wordBytes ? field : number(field, wordBytes);
      if (place + bytes > view.byteLength) return true;
      const each = TIFF_NUMBER_BYTES[type];
      if (each === undefined) continue;
      const numbers = () => Array.from({ length: count }, (_, i) => number(place + i * each, each));
      // Once each: in a hostile file they might come thousands of times.
      if (TIFF_OFFSETS.includes(tag) && !offsets.length) offsets = numbers();
      if (TIFF_COUNTS.includes(tag) && !counts.length) counts = numbers();
    }
    return offsets.some((offset, part) => offset + counts[part] > view.byteLength);
  } catch (error) {
    // A number behind the end was read.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** Whether a box of ISO/IEC 14496-12, as HEIC and AVIF have, ends behind the end, or all data miss. */
function areBoxesCutOff(view: DataView): boolean {
  let hasData = false;
  let at = 0;
  while (at < view.byteLength) {
    if (at + 8 > view.byteLength) return true;
    const size = view.getUint32(at);
    hasData ||= view.getUint32(at + 4) === 0x6d646174; // mdat
    // 0 is a box up to the end, 1 says that the size is a number of 8 bytes behind the name.
    if (size === 0) break;
    if (size === 1 && at + 16 > view.byteLength) return true;
    at += size === 1 ? Number(view.getBigUint64(at + 8)) : Math.max(size, 8);
  }
  return at > view.byteLength || !hasData;
}
