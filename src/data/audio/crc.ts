/** In: bytes. Out: the two cyclic redundancy checks of FLAC (RFC 9639, sections 9.1.8 and 9.3). */

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
