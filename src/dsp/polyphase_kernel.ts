/**
 * In: a bank of filters. Out: a function that filters and resamples with it, by a small WebAssembly
 * program that this file assembles: V8 does not vectorise loops of JavaScript, and four products at
 * a time take a tenth of the time.
 */

/** The taps of one step of rate conversion from L·x to M·x hertz, in lowest terms. */
export interface PolyphaseBank {
  /** One row of taps for each of L phases, [phases, taps]. */
  coefficients: Float32Array;
  /** Output samples for `step` input samples: L. */
  phases: number;
  /** Input samples for `phases` output samples: M. */
  step: number;
  /** Taps a phase, a multiple of {@link TAPS_A_TURN}. */
  taps: number;
}

/** The inner loop takes 16 taps a turn, into four sums that do not wait for each other. */
export const TAPS_A_TURN = 16;

const BYTES = Float32Array.BYTES_PER_ELEMENT;
const PAGE_BYTES = 65_536;

/**
 * Fills `out` with y[m] = Σ_t bank[(m M) mod L, t] x[⌊m M / L⌋ + t - before] in float32, where x is
 * zero beyond its ends and the order of summation is fixed, so that results are the same anywhere.
 */
export type PolyphaseFilter = (samples: Float32Array, before: number, out: Float32Array) => void;

/**
 * Prepares a filter with `bank`, which is copied into the program's memory. The memory grows to the
 * longest signal filtered.
 */
export function createPolyphaseFilter(bank: PolyphaseBank): PolyphaseFilter {
  const { coefficients, phases, step, taps } = bank;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const run = instantiate(memory);
  const bankBytes = coefficients.length * BYTES;
  reserve(memory, bankBytes);
  new Float32Array(memory.buffer).set(coefficients);
  return (samples, before, out) => {
    if (out.length === 0) return;
    const reach = Math.floor((out.length * step) / phases) + taps;
    const inputLength = Math.max(before + samples.length, reach);
    const outStart = bankBytes + inputLength * BYTES;
    reserve(memory, outStart + out.length * BYTES);
    const input = new Float32Array(memory.buffer, bankBytes, inputLength);
    input.fill(0, 0, before);
    input.set(samples, before);
    input.fill(0, before + samples.length);
    const whole = Math.floor(step / phases);
    run(bankBytes, 0, taps * BYTES, outStart, out.length, phases, whole * BYTES, step % phases);
    out.set(new Float32Array(memory.buffer, outStart, out.length));
  };
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}

type Kernel = (
  input: number,
  bank: number,
  rowBytes: number,
  out: number,
  count: number,
  phases: number,
  wholeBytes: number,
  rest: number,
) => void;

function instantiate(memory: WebAssembly.Memory): Kernel {
  compiled ??= new WebAssembly.Module(assembleModule());
  const instance = new WebAssembly.Instance(compiled, { m: { m: memory } });
  return instance.exports.f as Kernel;
}

let compiled: WebAssembly.Module | undefined;

// Places of the kernel's parameters and variables, as local.get numbers them.
const INPUT = 0, BANK = 1, ROW_BYTES = 2, OUT = 3, COUNT = 4, PHASES = 5, WHOLE_BYTES = 6, REST = 7;
const PHASE = 8, X = 9, TAP = 10, ROW_END = 11, SUM = 12;
const SUMS = 4;

// Instructions, by their names in the WebAssembly specification.
const I32 = 0x7f, V128 = 0x7b, EMPTY = 0x40;
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...signedLeb(value)];
const add = [0x6a], subtract = [0x6b], multiply = [0x6c];
const lessUnsigned = [0x49], notLessUnsigned = [0x4f];
const loop = (...body: number[][]) => [0x03, EMPTY, ...body.flat(), 0x0b];
const when = (...body: number[][]) => [0x04, EMPTY, ...body.flat(), 0x0b];
const again = [0x0d, 0];
const loadVector = (offset: number) => [0xfd, 0x00, 0, ...unsignedLeb(offset)];
const zeroVector = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const addVectors = [0xfd, 0xe4, 0x01], multiplyVectors = [0xfd, 0xe6, 0x01];
const lane = (index: number) => [0xfd, 0x1f, index];
const addFloats = [0x92], storeFloat = [0x38, 2, 0];
const increase = (local: number, ...amount: number[][]) => [
  ...get(local),
  ...amount.flat(),
  ...add,
  ...set(local),
];

/** For each output: the sum of products along one row, stored; then on by M / L samples. */
function assembleBody(): number[] {
  const sums = Array.from({ length: SUMS }, (_, i) => SUM + i);
  const turnBytes = TAPS_A_TURN * BYTES;
  return loop(
    [...get(BANK), ...get(PHASE), ...get(ROW_BYTES), ...multiply, ...add, ...set(TAP)],
    [...get(TAP), ...get(ROW_BYTES), ...add, ...set(ROW_END)],
    [...get(INPUT), ...set(X)],
    ...sums.map((sum) => [...zeroVector, ...set(sum)]),
    loop(
      ...sums.map((sum, i) => [
        ...[...get(X), ...loadVector(i * 16), ...get(TAP), ...loadVector(i * 16)],
        ...[...multiplyVectors, ...get(sum), ...addVectors, ...set(sum)],
      ]),
      increase(X, constant(turnBytes)),
      increase(TAP, constant(turnBytes)),
      [...get(TAP), ...get(ROW_END), ...lessUnsigned, ...again],
    ),
    [...get(SUM), ...get(SUM + 1), ...addVectors],
    [...get(SUM + 2), ...get(SUM + 3), ...addVectors, ...addVectors, ...set(SUM)],
    get(OUT),
    [...get(SUM), ...lane(0), ...get(SUM), ...lane(1), ...addFloats],
    [...get(SUM), ...lane(2), ...get(SUM), ...lane(3), ...addFloats, ...addFloats],
    storeFloat,
    increase(OUT, constant(BYTES)),
    increase(INPUT, get(WHOLE_BYTES)),
    increase(PHASE, get(REST)),
    [...get(PHASE), ...get(PHASES), ...notLessUnsigned],
    when(
      [...get(PHASE), ...get(PHASES), ...subtract, ...set(PHASE)],
      increase(INPUT, constant(BYTES)),
    ),
    [...get(COUNT), ...constant(1), ...subtract, ...set(COUNT)],
    [...get(COUNT), ...again],
  );
}

/** The module: imports memory m.m, exports the kernel as f. */
function assembleModule(): Uint8Array<ArrayBuffer> {
  const section = (id: number, ...content: number[]) => [id, ...sized(content)];
  const locals = [2, 4, I32, SUMS, V128];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 8, ...new Array<number>(8).fill(I32), 0), // its type
    ...section(2, 1, 1, 0x6d, 1, 0x6d, 2, 0, 0), // memory m.m of any size
    ...section(3, 1, 0), // one function of type 0
    ...section(7, 1, 1, 0x66, 0, 0), // exported as f
    ...section(10, 1, ...sized([...locals, ...assembleBody(), 0x0b])),
  ]);
}

function sized(content: number[]): number[] {
  return [...unsignedLeb(content.length), ...content];
}

/** Numbers are coded in groups of seven bits, the lowest first (LEB128). */
function unsignedLeb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsignedLeb(value >>> 7)];
}

function signedLeb(value: number): number[] {
  return value >= -64 && value < 64
    ? [value & 127]
    : [(value & 127) | 128, ...signedLeb(value >> 7)];
}
