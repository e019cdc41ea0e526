/** In: bytes, a position in bits. Out: integers of any width, most significant bit first. */

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
