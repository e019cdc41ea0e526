/**
 * In: a random stream. Out: a FLAC file (RFC 9639) whose fields are drawn field by field and whose
 * checksums are right, so that a decoder follows it into its predictors and residuals.
 */
import { Buffer } from "node:buffer";
import type { Random } from "../../src/base/random.ts";
import { crc16, crc8 } from "../../src/data/audio/bit_reader.ts";

/** What frames must agree with. */
interface Stream {
  blockSize: number;
  channels: number;
  bits: number;
}

const SAMPLE_SIZE_CODES: Record<number, number> = { 8: 1, 12: 2, 16: 4, 20: 5, 24: 6 };

/** A file of up to three frames; now and then a field contradicts the others. */
export function madeFlac(random: Random): Uint8Array<ArrayBuffer> {
  const stream: Stream = {
    blockSize: random.pick([1, 2, 15, 16, 32, 192, 255]),
    channels: random.pick([1, 1, 2, 2, 8]),
    bits: random.pick([4, 8, 12, 16, 16, 20, 24]),
  };
  const frames = Array.from({ length: random.integer(0, 3) }, (_, at) => frame(stream, at, random));
  const samples = random.pick([0, stream.blockSize * frames.length, odd(random)]);
  const pieces = [streamInfo(stream, samples, random), ...frames];
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** A number at which counts and sizes break. */
function odd(random: Random): number {
  return random.pick([0, 1, 15, 16, 255, 65_535, 2 ** 31, 2 ** 32 - 1]);
}

/** Whether a field is to be wrong. */
function isOdd(random: Random): boolean {
  return random.uniform() < 0.03;
}

function streamInfo({ blockSize, channels, bits }: Stream, samples: number, random: Random) {
  const out = createBitWriter();
  out.write(0x664c6143, 32);
  const withPadding = random.uniform() < 0.2;
  out.write(withPadding ? 0 : 1, 1);
  out.write(0, 7);
  out.write(isOdd(random) ? odd(random) : 34, 24);
  out.write(blockSize, 16);
  out.write(isOdd(random) ? odd(random) : blockSize, 16);
  out.write(0, 48);
  out.write(isOdd(random) ? 0 : 16_000, 20);
  out.write(channels - 1, 3);
  out.write(isOdd(random) ? random.integer(0, 31) : bits - 1, 5);
  out.write(samples, 36);
  out.write(0, 128);
  if (withPadding) {
    out.write(1, 1);
    out.write(random.integer(1, 127), 7);
    const length = random.integer(0, 9);
    out.write(isOdd(random) ? odd(random) : length, 24);
    out.write(0, length * 8);
  }
  return out.bytes();
}

function frame(stream: Stream, number: number, random: Random): Uint8Array {
  const out = createBitWriter();
  out.write(0x7ffc, 15);
  out.write(0, 1);
  out.write(isOdd(random) ? random.integer(0, 15) : 6, 4);
  out.write(isOdd(random) ? random.integer(0, 15) : 0, 4);
  const stereo = stream.channels === 2 ? random.pick([1, 8, 9, 10]) : stream.channels - 1;
  out.write(isOdd(random) ? random.integer(0, 15) : stereo, 4);
  out.write(isOdd(random) ? random.integer(0, 7) : SAMPLE_SIZE_CODES[stream.bits] ?? 0, 3);
  out.write(0, 1);
  out.write(number, 8);
  out.write(stream.blockSize - 1, 8);
  const header = out.bytes();
  out.write(isOdd(random) ? 0 : crc8(new DataView(header.buffer), 0, header.length), 8);
  for (let channel = 0; channel < stream.channels; channel++) {
    const hasDifference = (stereo === 9 && channel === 0) ||
      ((stereo === 8 || stereo === 10) && channel === 1);
    subframe(out, stream.blockSize, stream.bits + (hasDifference ? 1 : 0), random);
  }
  out.align();
  const body = out.bytes();
  out.write(isOdd(random) ? 0 : crc16(new DataView(body.buffer), 0, body.length), 16);
  return out.bytes();
}

function subframe(out: BitWriter, blockSize: number, bits: number, random: Random): void {
  const order = random.integer(0, Math.min(blockSize, 4));
  const linear = random.integer(1, 32);
  const type = random.pick([0, 1, 8 + order, 31 + linear, isOdd(random) ? 2 : 0]);
  const wasted = random.uniform() < 0.2 ? random.integer(1, bits) : 0;
  out.write(type, 7);
  out.write(wasted ? 1 : 0, 1);
  if (wasted) out.write(1, wasted);
  const width = Math.max(1, bits - wasted);
  const sample = () => out.write(random.integer(-0x80000000, 0x7fffffff), width);
  if (type === 0) return sample();
  const warmUp = type >= 32 ? type - 31 : type >= 8 ? type - 8 : blockSize;
  for (let i = 0; i < Math.min(warmUp, blockSize); i++) sample();
  if (type < 8) return;
  if (type >= 32) {
    const precision = random.integer(1, isOdd(random) ? 16 : 15);
    out.write(precision - 1, 4);
    out.write(isOdd(random) ? random.integer(16, 31) : random.integer(0, 15), 5);
    for (let i = 0; i < warmUp; i++) out.write(random.integer(-0x80000000, 0x7fffffff), precision);
  }
  residual(out, blockSize, warmUp, random);
}

function residual(out: BitWriter, blockSize: number, order: number, random: Random): void {
  const method = random.integer(0, isOdd(random) ? 3 : 1);
  out.write(method, 2);
  const partitionOrder = isOdd(random) ? random.integer(0, 15) : blockSize % 4 ? 0 : 1;
  out.write(partitionOrder, 4);
  const partitions = Math.min(2 ** partitionOrder, 4);
  const parameterBits = method === 1 ? 5 : 4;
  for (let partition = 0; partition < partitions; partition++) {
    const parameter = random.integer(0, 2 ** parameterBits - 1);
    out.write(parameter, parameterBits);
    const isEscape = parameter === 2 ** parameterBits - 1;
    const width = random.integer(0, 31);
    if (isEscape) out.write(width, 5);
    const count = Math.max(0, Math.floor(blockSize / partitions) - (partition ? 0 : order));
    for (let i = 0; i < count; i++) {
      if (!isEscape) out.write(1, random.integer(1, isOdd(random) ? 200 : 8));
      out.write(random.integer(-0x80000000, 0x7fffffff), isEscape ? width : parameter);
    }
  }
}

/** Bits written one after another. */
interface BitWriter {
  /** Writes the lowest `width` bits of `value`; widths above 32 begin with zeros. */
  write(value: number, width: number): void;
  /** Fills the last byte with zeros. */
  align(): void;
  /** The whole bytes written so far. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A writer that has written nothing yet. */
function createBitWriter(): BitWriter {
  const bytes: number[] = [];
  let current = 0;
  let filled = 0;
  const writeBit = (bit: number) => {
    current = (current << 1) | bit;
    if (++filled < 8) return;
    bytes.push(current);
    [current, filled] = [0, 0];
  };
  return {
    write: (value, width) => {
      for (let bit = width - 1; bit >= 0; bit--) writeBit(bit > 31 ? 0 : (value >>> bit) & 1);
    },
    align: () => {
      while (filled > 0) writeBit(0);
    },
    bytes: () => Uint8Array.from(bytes),
  };
}

// A tar archive (POSIX.1-2001, ustar and pax) whose headers are
// drawn field by field and whose checksums are right.

const BLOCK = 512;
/** Files, links, devices, folders, pax records of one and of all, GNU's long names, sparse ones. */
const TYPES = [..."0000123456", "\0", "7", "x", "x", "g", "L", "L", "K", "S", "?"];

/** An archive of up to four entries. */
export function madeTar(random: Random, names: readonly string[]): Uint8Array {
  const pieces: Buffer[] = [];
  const entries = random.integer(0, 4);
  for (let entry = 0; entry < entries; entry++) {
    const type = random.pick(TYPES);
    const content = contentOf(type, random, names);
    pieces.push(header(type, content.length, random, names), padded(content));
  }
  if (random.uniform() < 0.8) pieces.push(Buffer.alloc(2 * BLOCK));
  return new Uint8Array(Buffer.concat(pieces));
}

function contentOf(type: string, random: Random, names: readonly string[]): Buffer {
  if (type === "L" || type === "K") return Buffer.from(`${random.pick(names)}\0`);
  if (type !== "x" && type !== "g") return Buffer.alloc(random.pick([0, 1, 511, 512, 5000]));
  const key = random.pick(["path", "linkpath", "size", "__proto__", "comment"]);
  const value = random.pick([...names, "0", "-1", "99999999999", "x"]);
  const text = ` ${key}=${value}\n`;
  // A record's length counts itself.
  const length = random.pick([text.length + 2, text.length + 3, 0, 999_999]);
  return Buffer.from(`${length}${text}`);
}

function header(type: string, size: number, random: Random, names: readonly string[]): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(random.pick(names).slice(0, 100), 0);
  block.write(random.pick(["0000644", "0120777", "9999999"]), 100);
  const octal = size.toString(8).padStart(11, "0");
  block.write(random.pick([octal, octal, octal, "77777777777", "-0000000001", "x"]), 124);
  // The base-256 form of sizes beyond 8 GiB.
  if (random.uniform() < 0.05) block.fill(0xff, 124, 136);
  block.write(type, 156);
  block.write(random.pick([...names, ""]).slice(0, 100), 157);
  block.write(random.pick(["ustar\x0000", "ustar\x0000", "ustar  \0", "xxxxx"]), 257);
  block.write(random.pick(["", "", "", "..", "/etc", "a".repeat(155)]), 345);
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${(random.uniform() < 0.05 ? 0 : sum).toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc(-content.length & (BLOCK - 1))]);
}
