/**
 * In: a sound file of a format with headers. Out: the same with one field of one header set to a
 * number that breaks counts and sizes.
 */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import type { Random } from "../../../src/base/random.ts";

const EXTREMES = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** A zip's headers by signature, with their fields' places and sizes in bytes (APPNOTE 4.3). */
const ZIP_FIELDS: [string, [number, number][]][] = [
  ["PK\x03\x04", [[4, 2], [6, 2], [8, 2], [14, 4], [18, 4], [22, 4], [26, 2], [28, 2]]],
  ["PK\x01\x02", [
    ...[[6, 2], [8, 2], [10, 2], [16, 4], [20, 4], [24, 4], [28, 2], [30, 2], [32, 2]],
    ...[[34, 2], [38, 4], [42, 4]],
  ] as [number, number][]],
  ["PK\x05\x06", [[4, 2], [6, 2], [8, 2], [10, 2], [12, 4], [16, 4], [20, 2]]],
];

/** Changes one to three fields of a zip archive's headers. */
export function mutateZip(sound: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(sound);
  const changes = random.integer(1, 3);
  for (let change = 0; change < changes; change++) {
    const [signature, fields] = random.pick(ZIP_FIELDS);
    const places = placesOf(bytes, signature);
    if (places.length === 0) continue;
    const [offset, size] = random.pick(fields);
    const at = random.pick(places) + offset;
    const value = random.pick(EXTREMES);
    if (at + size > bytes.length) continue;
    if (size === 4) bytes.writeUInt32LE(value, at);
    else bytes.writeUInt16LE(value & 0xffff, at);
  }
  return Uint8Array.from(bytes);
}

function placesOf(bytes: Buffer, signature: string): number[] {
  const places: number[] = [];
  for (let at = -1; (at = bytes.indexOf(signature, at + 1, "latin1")) >= 0;) places.push(at);
  return places;
}

/**
 * Damages one chunk of a PNG and makes its checksum right again, so that the decoder reads on; or
 * loses, doubles or moves a chunk.
 */
export function mutatePng(sound: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const chunks = pngChunks(Buffer.from(sound));
  const at = random.integer(0, chunks.length - 1);
  const { type, data } = chunks[at];
  switch (random.integer(0, 5)) {
    case 0:
      chunks.splice(at, 1);
      break;
    case 1:
      chunks.splice(random.integer(0, chunks.length), 0, chunks[at]);
      break;
    case 2:
      chunks[at] = { type: random.pick(["IHDR", "PLTE", "IDAT", "tRNS", "iCCP", "zzzz"]), data };
      break;
    default:
      if (data.length >= 4 && random.uniform() < 0.6) {
        data.writeUInt32BE(random.pick(EXTREMES), random.integer(0, data.length - 4));
      } else if (data.length > 0) {
        data[random.integer(0, data.length - 1)] = random.integer(0, 255);
      }
      chunks[at] = { type, data };
  }
  return Uint8Array.from(
    Buffer.concat([Buffer.from(sound.subarray(0, 8)), ...chunks.map(pngChunk)]),
  );
}

interface PngChunk {
  type: string;
  data: Buffer;
}

function pngChunks(bytes: Buffer): PngChunk[] {
  const chunks: PngChunk[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    chunks.push({ type, data: Buffer.from(bytes.subarray(at + 8, at + 8 + length)) });
    at += 12 + length;
  }
  return chunks;
}

function pngChunk({ type, data }: PngChunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** Changes the length or a number of one segment of a JPEG: its tables, its frame, its EXIF. */
export function mutateJpeg(sound: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(sound);
  const segments: number[] = [];
  for (let at = 2; at + 4 < bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda;) {
    segments.push(at);
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  const at = random.pick(segments);
  const length = bytes.readUInt16BE(at + 2);
  if (random.uniform() < 0.2) bytes.writeUInt16BE(random.integer(0, 2 * length), at + 2);
  const changes = random.integer(1, 3);
  for (let change = 0; change < changes; change++) {
    const place = at + 4 + random.integer(0, Math.max(0, length - 3));
    if (place < bytes.length) {
      bytes[place] = random.pick([0, 1, 0x7f, 0xff, random.integer(0, 255)]);
    }
  }
  if (random.uniform() < 0.1) bytes[at + 1] = random.integer(0xc0, 0xfe);
  return Uint8Array.from(bytes);
}
