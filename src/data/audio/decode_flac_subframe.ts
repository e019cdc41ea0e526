/** In: a bit reader at a FLAC subframe. Out: one block of one channel as integers. */
import { type BitReader, peek32, readSigned, readUnary, readUnsigned } from "./bit_reader.ts";
import { FlacSyntaxError } from "./flac_syntax_error.ts";
import { predictFlac } from "./predict_flac.ts";

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
