/** Zero bytes after the content, so that a 32-bit window near the end stays inside. */
const PADDING_BYTES = 8;

/** A place in a row of bits. */
export interface BitReader {
  /** The content, followed by padding. */
  view: DataView;
  /** How many bytes of it are content. */
  byteLength: number;
  /** Position of the next bit. */
  position: number;
}

/** A reader at the first bit of `bytes`, which are copied. */
export function createBitReader(bytes: Uint8Array): BitReader {
  const padded = new Uint8Array(bytes.length + PADDING_BYTES);
  padded.set(bytes);
  return { view: new DataView(padded.buffer), byteLength: bytes.length, position: 0 };
}

/**
 * The next 32 bits without moving on, as a signed 32-bit integer whose sign bit is the first bit.
 * Throws a RangeError beyond the padding, as all functions here do.
 */
export function peek32(view: DataView, position: number): number {
  const byte = position >>> 3;
  const shift = position & 7;
  return (view.getUint32(byte) << shift) | (view.getUint8(byte + 4) >>> (8 - shift));
}

/** Reads `width` bits, 0 to 32, as an unsigned integer. */
export function readUnsigned(reader: BitReader, width: number): number {
  if (width === 0) return 0;
  const value = peek32(reader.view, reader.position) >>> (32 - width);
  reader.position += width;
  return value;
}

/** Reads `width` bits, 0 to 32, as a signed integer in two's complement. */
export function readSigned(reader: BitReader, width: number): number {
  if (width === 0) return 0;
  const value = peek32(reader.view, reader.position) >> (32 - width);
  reader.position += width;
  return value;
}

/** Reads zeros up to a one, which is read too; returns how many zeros. */
export function readUnary(reader: BitReader): number {
  for (let zeros = 0;;) {
    const run = Math.clz32(peek32(reader.view, reader.position));
    zeros += run;
    reader.position += run;
    if (run < 32) {
      reader.position++;
      return zeros;
    }
  }
}

// In: bytes. Out: the two cyclic redundancy checks of FLAC (RFC 9639, sections 9.1.8 and 9.3).

const TABLE_8 = Uint8Array.from({ length: 256 }, (_, byte) => remainder(byte, 8, 0x07));
const TABLE_16 = Uint16Array.from({ length: 256 }, (_, byte) => remainder(byte, 16, 0x8005));

// A byte's contribution when one, two or three others follow: four bytes are taken at a time.
const TABLE_16_BEFORE_1 = TABLE_16.map(shiftByte);
const TABLE_16_BEFORE_2 = TABLE_16_BEFORE_1.map(shiftByte);
const TABLE_16_BEFORE_3 = TABLE_16_BEFORE_2.map(shiftByte);

/** The CRC of one byte by bitwise division, to fill the tables. */
function remainder(byte: number, width: number, polynomial: number): number {
  let rest = byte << (width - 8);
  for (let bit = 0; bit < 8; bit++) {
    const top = (rest >> (width - 1)) & 1;
    rest = (rest << 1) ^ (top ? polynomial : 0);
  }
  return rest & (2 ** width - 1);
}

/** CRC-8 (polynomial x^8 + x^2 + x + 1, from 0) of the bytes `start` to `end`, exclusive. */
export function crc8(view: DataView, start: number, end: number): number {
  let crc = 0;
  for (let i = start; i < end; i++) crc = TABLE_8[crc ^ view.getUint8(i)];
  return crc;
}

/** CRC-16 (polynomial x^16 + x^15 + x^2 + 1, from 0) of the bytes `start` to `end`, exclusive. */
export function crc16(view: DataView, start: number, end: number): number {
  let crc = 0;
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const word = view.getUint32(i) ^ (crc << 16);
    crc = TABLE_16_BEFORE_3[word >>> 24] ^ TABLE_16_BEFORE_2[(word >>> 16) & 255] ^
      TABLE_16_BEFORE_1[(word >>> 8) & 255] ^ TABLE_16[word & 255];
  }
  for (; i < end; i++) crc = shiftByte(crc) ^ TABLE_16[view.getUint8(i)];
  return crc;
}

/** What the CRC so far contributes after one more byte. */
function shiftByte(crc: number): number {
  return ((crc << 8) & 0xffff) ^ TABLE_16[crc >> 8];
}
