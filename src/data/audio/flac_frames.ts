import { type BitReader, peek32, readSigned, readUnary, readUnsigned } from "./bit_reader.ts";

/** A frame's header (RFC 9639, section 9.1), as far as decoding needs it. */
export interface FlacFrameHeader {
  /** Samples a channel in this frame. */
  blockSize: number;
  stereo: "independent" | "leftSide" | "sideRight" | "midSide";
  /** Which channel holds a difference, -1 where none does. */
  sideChannel: number;
}

/** What the whole stream said before. */
interface FlacStreamLimits {
  maxBlockSize: number;
  channels: number;
  bitsPerSample: number;
}

/** Bits a sample by the header's code; 0 for "as the stream says". */
const SAMPLE_SIZES = [0, 8, 12, undefined, 16, 20, 24, 32];

/**
 * Reads a frame's header up to its checksum. Throws FlacSyntaxError where it is no header, or
 * differs from what the stream said of itself.
 */
export function readFlacFrameHeader(reader: BitReader, stream: FlacStreamLimits): FlacFrameHeader {
  if (readUnsigned(reader, 15) !== 0x7ffc) throw new FlacSyntaxError("a frame does not begin");
  reader.position += 1; // fixed or variable block size: both are read alike
  const blockCode = readUnsigned(reader, 4);
  const rateCode = readUnsigned(reader, 4);
  const channelCode = readUnsigned(reader, 4);
  const sampleSize = SAMPLE_SIZES[readUnsigned(reader, 3)];
  reader.position += 1; // reserved
  skipCodedNumber(reader);
  const blockSize = readBlockSize(reader, blockCode);
  if (rateCode >= 12 && rateCode <= 14) reader.position += rateCode === 12 ? 8 : 16;
  const channels = channelCode < 8 ? channelCode + 1 : 2;
  if (
    channelCode > 10 || channels !== stream.channels || blockSize > stream.maxBlockSize ||
    sampleSize === undefined || (sampleSize !== 0 && sampleSize !== stream.bitsPerSample)
  ) {
    throw new FlacSyntaxError("a frame's header contradicts the stream's");
  }
  if (channelCode < 8) return { blockSize, stereo: "independent", sideChannel: -1 };
  const stereo = (["leftSide", "sideRight", "midSide"] as const)[channelCode - 8];
  return { blockSize, stereo, sideChannel: stereo === "sideRight" ? 0 : 1 };
}

/** The frame's or sample's number, coded as UTF-8 codes a character; frames are read in order. */
function skipCodedNumber(reader: BitReader): void {
  const ones = Math.clz32(~(readUnsigned(reader, 8) << 24));
  if (ones === 1 || ones > 7) throw new FlacSyntaxError("a frame's number is miscoded");
  if (ones > 1) reader.position += (ones - 1) * 8;
}

function readBlockSize(reader: BitReader, code: number): number {
  if (code === 0) throw new FlacSyntaxError("a frame has the reserved block size");
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code === 6) return readUnsigned(reader, 8) + 1;
  if (code === 7) return readUnsigned(reader, 16) + 1;
  return 256 << (code - 8);
}

/** Coefficients of the fixed predictors by order (RFC 9639, table 6), newest sample first. */
const FIXED_COEFFICIENTS = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]].map((row) =>
  Int32Array.from(row)
);

/**
 * Decodes one subframe (RFC 9639, section 9.2) of `blockSize` samples with `bits` bits each, at
 * most 25 (24 and one of the side channel), into `samples`, from its start.
 * Throws FlacSyntaxError on damage and RangeError at the end of the bytes.
 */
export function decodeFlacSubframe(
  reader: BitReader,
  samples: Int32Array,
  blockSize: number,
  bits: number,
): void {
  const header = readUnsigned(reader, 8);
  if (header & 0x80) throw new FlacSyntaxError("a subframe begins with a one bit");
  const type = header >> 1;
  const wasted = header & 1 ? readUnary(reader) + 1 : 0;
  const width = bits - wasted;
  if (width < 1) throw new FlacSyntaxError(`a subframe wastes ${wasted} of ${bits} bits`);
  if (type === 0) {
    samples.fill(readSigned(reader, width), 0, blockSize);
  } else if (type === 1) {
    for (let i = 0; i < blockSize; i++) samples[i] = readSigned(reader, width);
  } else if (type >= 8 && type <= 12) {
    decodeFixed(reader, samples, blockSize, width, type - 8);
  } else if (type >= 32) {
    decodeLinear(reader, samples, blockSize, width, type - 31);
  } else {
    throw new FlacSyntaxError(`a subframe has the reserved type ${type}`);
  }
  if (wasted) { for (let i = 0; i < blockSize; i++) samples[i] <<= wasted; }
}

function decodeFixed(
  reader: BitReader,
  samples: Int32Array,
  blockSize: number,
  bits: number,
  order: number,
): void {
  readWarmUp(reader, samples, blockSize, bits, order);
  readResidual(reader, samples, blockSize, order);
  predictFlac(samples.subarray(0, blockSize), FIXED_COEFFICIENTS[order], 0, bits);
}

function decodeLinear(
  reader: BitReader,
  samples: Int32Array,
  blockSize: number,
  bits: number,
  order: number,
): void {
  readWarmUp(reader, samples, blockSize, bits, order);
  const precision = readUnsigned(reader, 4) + 1;
  const shift = readSigned(reader, 5);
  if (precision === 16) throw new FlacSyntaxError("a predictor has the reserved precision");
  if (shift < 0) throw new FlacSyntaxError(`a predictor has the negative shift ${shift}`);
  const coefficients = Int32Array.from({ length: order }, () => readSigned(reader, precision));
  readResidual(reader, samples, blockSize, order);
  predictFlac(samples.subarray(0, blockSize), coefficients, shift, bits);
}

function readWarmUp(
  reader: BitReader,
  samples: Int32Array,
  blockSize: number,
  bits: number,
  order: number,
): void {
  if (order > blockSize) {
    throw new FlacSyntaxError(`a predictor of order ${order} in a block of ${blockSize}`);
  }
  for (let i = 0; i < order; i++) samples[i] = readSigned(reader, bits);
}

/** Reads the Rice-coded residual (RFC 9639, section 9.2.7) of samples `order` and up. */
function readResidual(
  reader: BitReader,
  residual: Int32Array,
  blockSize: number,
  order: number,
): void {
  const method = readUnsigned(reader, 2);
  if (method > 1) throw new FlacSyntaxError(`a residual has the reserved coding ${method}`);
  const parameterBits = method === 0 ? 4 : 5;
  const escape = (1 << parameterBits) - 1;
  const partitions = 1 << readUnsigned(reader, 4);
  const partitionSize = blockSize / partitions;
  if (!Number.isInteger(partitionSize) || partitionSize < order) {
    throw new FlacSyntaxError(`${partitions} partitions in a block of ${blockSize}`);
  }
  for (let partition = 0; partition < partitions; partition++) {
    const from = partition === 0 ? order : partition * partitionSize;
    const to = (partition + 1) * partitionSize;
    const parameter = readUnsigned(reader, parameterBits);
    if (parameter === escape) {
      const width = readUnsigned(reader, 5);
      for (let i = from; i < to; i++) residual[i] = readSigned(reader, width);
    } else {
      readRice(reader, residual, from, to, parameter);
    }
  }
}

/** The hot loop: one 32-bit window a sample unless its code is longer than that. */
function readRice(
  reader: BitReader,
  residual: Int32Array,
  from: number,
  to: number,
  parameter: number,
): void {
  const view = reader.view;
  let position = reader.position;
  for (let i = from; i < to; i++) {
    const window = peek32(view, position);
    const zeros = Math.clz32(window);
    let folded: number;
    if (zeros + 1 + parameter <= 32) {
      // Behind the leading one, cleared here, stand the remainder's `parameter` bits.
      const remainder = ((window << zeros) & 0x7fffffff) >>> (31 - parameter);
      folded = (zeros << parameter) | remainder;
      position += zeros + 1 + parameter;
    } else {
      reader.position = position;
      const quotient = readUnary(reader);
      folded = (quotient << parameter) | readUnsigned(reader, parameter);
      position = reader.position;
    }
    residual[i] = (folded >>> 1) ^ -(folded & 1);
  }
  reader.position = position;
}

/** Something in a FLAC file that no encoder writes: the file is damaged. */
export class FlacSyntaxError extends Error {
  override readonly name = "FlacSyntaxError";
}

/**
 * Turns `samples`, of which the first coefficients.length are known and the rest are residuals,
 * into samples: each is its residual + ⌊Σ_j coefficients[j] samples[i - 1 - j] / 2^shift⌋
 * (RFC 9639, sections 9.2.5 and 9.2.6). Samples have `bits` bits, at most 25; order up to 32.
 *
 * Exact, and mostly in wrapping 32-bit arithmetic, which is the fast way. No wrap can hide: a sum
 * wrong by a multiple of 2^32 makes a sample wrong by a multiple of 2^(32 - shift), at least
 * 2^bits, and so out of the range of `bits` bits. Where that shows, or could not, doubles are
 * taken, which are exact for 25-bit samples, 15-bit coefficients and 32 of them.
 */
export function predictFlac(
  samples: Int32Array,
  coefficients: Int32Array,
  shift: number,
  bits: number,
): void {
  if (coefficients.length === 0) return;
  if (bits + shift > 32) return predictWide(samples, coefficients, shift);
  const residual = samples.slice();
  const predict = coefficients.length <= 4
    ? predictFour
    : coefficients.length <= 12
    ? predictTwelve
    : predictNarrow;
  if (predict(samples, coefficients, shift, bits)) return;
  samples.set(residual);
  predictWide(samples, coefficients, shift);
}

/** In 32 bits, any order; false where a wrap showed. */
function predictNarrow(
  samples: Int32Array,
  coefficients: Int32Array,
  shift: number,
  bits: number,
): boolean {
  const order = coefficients.length;
  const unused = 32 - bits;
  let outside = 0;
  for (let i = order; i < samples.length; i++) {
    let sum = 0;
    for (let j = 0; j < order; j++) {
      sum = (sum + Math.imul(coefficients[j], samples[i - 1 - j])) | 0;
    }
    const sample = (samples[i] + (sum >> shift)) | 0;
    outside |= ((sample << unused) >> unused) ^ sample;
    samples[i] = sample;
  }
  return outside === 0;
}

/** The same for orders up to 4 (the fixed predictors), with the past in registers. */
function predictFour(
  samples: Int32Array,
  coefficients: Int32Array,
  shift: number,
  bits: number,
): boolean {
  const order = coefficients.length;
  const c = padded(coefficients, 0, 4);
  const c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3];
  const x = padded(samples, order - 4, 4);
  let x3 = x[0], x2 = x[1], x1 = x[2], x0 = x[3];
  const unused = 32 - bits;
  let outside = 0;
  for (let i = order; i < samples.length; i++) {
    let sum = Math.imul(c3, x3);
    sum = (sum + Math.imul(c2, x2)) | 0;
    sum = (sum + Math.imul(c1, x1)) | 0;
    sum = (sum + Math.imul(c0, x0)) | 0;
    const sample = (samples[i] + (sum >> shift)) | 0;
    outside |= ((sample << unused) >> unused) ^ sample;
    samples[i] = sample;
    x3 = x2, x2 = x1, x1 = x0, x0 = sample;
  }
  return outside === 0;
}

/** The same for orders up to 12, which is as far as FLAC's subset for common rates goes. */
function predictTwelve(
  samples: Int32Array,
  coefficients: Int32Array,
  shift: number,
  bits: number,
): boolean {
  const order = coefficients.length;
  const c = padded(coefficients, 0, 12);
  const c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3], c4 = c[4], c5 = c[5];
  const c6 = c[6], c7 = c[7], c8 = c[8], c9 = c[9], c10 = c[10], c11 = c[11];
  const x = padded(samples, order - 12, 12);
  let x11 = x[0], x10 = x[1], x9 = x[2], x8 = x[3], x7 = x[4], x6 = x[5];
  let x5 = x[6], x4 = x[7], x3 = x[8], x2 = x[9], x1 = x[10], x0 = x[11];
  const unused = 32 - bits;
  let outside = 0;
  for (let i = order; i < samples.length; i++) {
    // The newest sample comes last: the rest of the sum does not wait for it.
    let sum = Math.imul(c11, x11);
    sum = (sum + Math.imul(c10, x10)) | 0;
    sum = (sum + Math.imul(c9, x9)) | 0;
    sum = (sum + Math.imul(c8, x8)) | 0;
    sum = (sum + Math.imul(c7, x7)) | 0;
    sum = (sum + Math.imul(c6, x6)) | 0;
    sum = (sum + Math.imul(c5, x5)) | 0;
    sum = (sum + Math.imul(c4, x4)) | 0;
    sum = (sum + Math.imul(c3, x3)) | 0;
    sum = (sum + Math.imul(c2, x2)) | 0;
    sum = (sum + Math.imul(c1, x1)) | 0;
    sum = (sum + Math.imul(c0, x0)) | 0;
    const sample = (samples[i] + (sum >> shift)) | 0;
    outside |= ((sample << unused) >> unused) ^ sample;
    samples[i] = sample;
    x11 = x10, x10 = x9, x9 = x8, x8 = x7, x7 = x6, x6 = x5;
    x5 = x4, x4 = x3, x3 = x2, x2 = x1, x1 = x0, x0 = sample;
  }
  return outside === 0;
}

/** `count` values from index `start`, zeros where there are none. */
function padded(values: Int32Array, start: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => values[start + i] ?? 0);
}

/** In doubles, any order. */
function predictWide(samples: Int32Array, coefficients: Int32Array, shift: number): void {
  const order = coefficients.length;
  const scale = 2 ** -shift;
  for (let i = order; i < samples.length; i++) {
    let sum = 0;
    for (let j = 0; j < order; j++) sum += coefficients[j] * samples[i - 1 - j];
    samples[i] += Math.floor(sum * scale);
  }
}
