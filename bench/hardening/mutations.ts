import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import type { Random } from "../../src/base/random.ts";

/** Numbers at which sizes, counts and offsets break. */
const EXTREMES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0xffffffff];

/** The share of inputs that stay sound, which a reader must take. */
const SOUND_SHARE = 0.03;

/**
 * One to six changes, one after another: bits, bytes, numbers, pieces lost, doubled or moved. Few
 * are left as they are.
 */
export function mutateBytes(sound: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(sound);
  if (random.uniform() < SOUND_SHARE) return bytes;
  const changes = random.integer(1, 6);
  for (let change = 0; change < changes; change++) bytes = mutateOnce(bytes, random);
  return bytes;
}

function mutateOnce(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) return new Uint8Array([random.integer(0, 255)]);
  // Headers are short and decide the most: half of all changes fall among the first bytes.
  const last = bytes.length - 1;
  const at = random.integer(0, random.uniform() < 0.5 ? Math.min(63, last) : last);
  const length = random.integer(1, Math.min(64, bytes.length - at));
  switch (random.integer(0, 6)) {
    case 0:
      bytes[at] ^= 1 << random.integer(0, 7);
      return bytes;
    case 1:
      bytes[at] = random.integer(0, 255);
      return bytes;
    case 2:
      return writeNumber(bytes, at, random);
    case 3:
      return bytes.slice(0, at);
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    default:
      bytes.copyWithin(random.integer(0, last), at, at + length);
      return bytes;
  }
}

function writeNumber(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
  random: Random,
): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer);
  const value = random.pick(EXTREMES);
  const isLittle = random.uniform() < 0.5;
  const left = bytes.length - at;
  if (left >= 4 && random.uniform() < 0.6) view.setUint32(at, value, isLittle);
  else if (left >= 2) view.setUint16(at, value & 0xffff, isLittle);
  else bytes[at] = value & 0xff;
  return bytes;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** What stands where something else is expected. */
const ODD_VALUES: unknown[] = [
  null,
  true,
  "",
  "x",
  "../../etc/passwd",
  "\u0000",
  "İıŞğ",
  [],
  {},
  -1,
  0,
  0.5,
  1e308,
  -0,
  2 ** 53,
  [[[[]]]],
  { kind: "emotionUnet" },
];
const ODD_NAMES = ["__proto__", "constructor", "prototype", "toString", "", "length", "kind"];

/**
 * One to three fields changed, lost or added; now and then the text itself is damaged as well, and
 * few are left as they are.
 */
export function mutateJson(sound: unknown, random: Random): string {
  if (random.uniform() < SOUND_SHARE) return JSON.stringify(sound);
  let value = structuredClone(sound);
  const changes = random.integer(1, 3);
  for (let change = 0; change < changes; change++) value = changed(value, random);
  const text = JSON.stringify(value);
  if (random.uniform() < 0.75) return text;
  return new TextDecoder().decode(mutateBytes(new TextEncoder().encode(text), random));
}

function changed(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random.uniform() < 0.15) {
    return random.pick(ODD_VALUES);
  }
  const names = Object.keys(value);
  const action = random.uniform();
  if (names.length === 0 || action < 0.1) {
    // Through text, as JSON.parse alone makes a field of its own called __proto__.
    const field = JSON.stringify({ [random.pick(ODD_NAMES)]: random.pick(ODD_VALUES) });
    const text = JSON.stringify(value);
    return Array.isArray(value)
      ? [...value, JSON.parse(field)]
      : JSON.parse(`${text.slice(0, -1)}${names.length ? "," : ""}${field.slice(1)}`);
  }
  const name = random.pick(names);
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (action < 0.2) delete copy[name];
  else copy[name] = changed(copy[name], random);
  return copy;
}

const EXTREME_FIELDS = [
  0,
  1,
  0x7f,
  0xff,
  0x7fff,
  0xffff,
  0x7fffffff,
  0x80000000,
  0xfffffffe,
  0xffffffff,
];

/** A zip's headers by signature, with their fields' places and sizes in bytes (APPNOTE 4.3). */
const ZIP_FIELDS: [string, [number, number][]][] = [
  ["PK\x03\x04", [[4, 2], [6, 2], [8, 2], [14, 4], [18, 4], [22, 4], [26, 2], [28, 2]]],
  ["PK\x01\x02", [
    [6, 2],
    [8, 2],
    [10, 2],
    [16, 4],
    [20, 4],
    [24, 4],
    [28, 2],
    [30, 2],
    [32, 2],
    [34, 2],
    [38, 4],
    [42, 4],
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
    const value = random.pick(EXTREME_FIELDS);
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
        data.writeUInt32BE(random.pick(EXTREME_FIELDS), random.integer(0, data.length - 4));
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
