/** In: a bank of filters. Out: a function that filters and resamples with it, in WebAssembly. */
import * as wasm from "./wasm_assembler.ts";

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
  compiled ??= wasm.assembleModule([filterFunction()]);
  const instance = new WebAssembly.Instance(compiled, { m: { m: memory } });
  const filter = instance.exports.filter as (...parameters: number[]) => void;
  const bankBytes = coefficients.length * BYTES;
  wasm.reserveMemory(memory, bankBytes);
  new Float32Array(memory.buffer).set(coefficients);
  return (samples, before, out) => {
    if (out.length === 0) return;
    const reach = Math.floor((out.length * step) / phases) + taps;
    const inputLength = Math.max(before + samples.length, reach);
    const outStart = bankBytes + inputLength * BYTES;
    wasm.reserveMemory(memory, outStart + out.length * BYTES);
    const input = new Float32Array(memory.buffer, bankBytes, inputLength);
    input.fill(0, 0, before);
    input.set(samples, before);
    input.fill(0, before + samples.length);
    const whole = Math.floor(step / phases);
    filter(bankBytes, 0, taps * BYTES, outStart, out.length, phases, whole * BYTES, step % phases);
    out.set(new Float32Array(memory.buffer, outStart, out.length));
  };
}

let compiled: WebAssembly.Module | undefined;

/** For each output: the sum of products along one row, stored; then on by M / L samples. */
function filterFunction(): wasm.WasmFunction {
  const { get, set, add, constant, increase, load } = wasm;
  const [INPUT, BANK, ROW_BYTES, OUT, COUNT, PHASES, WHOLE_BYTES, REST] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [PHASE, X, TAP, ROW_END] = [8, 9, 10, 11];
  const sums = [12, 13, 14, 15];
  const turn = constant(TAPS_A_TURN * BYTES);
  const product = (i: number) =>
    wasm.multiplyFloatVectors(load(get(X), i * 16), load(get(TAP), i * 16));
  const total = sums.map(get).reduce(wasm.addFloatVectors);
  const lanes = [0, 1, 2, 3].map((lane) => wasm.floatOf(get(sums[0]), lane));
  const body = wasm.repeatWhile(
    get(COUNT),
    set(TAP, add(get(BANK), wasm.multiply(get(PHASE), get(ROW_BYTES)))),
    set(ROW_END, add(get(TAP), get(ROW_BYTES))),
    set(X, get(INPUT)),
    ...sums.map((sum) => set(sum, wasm.zeroVector)),
    wasm.repeatWhile(
      wasm.isBelow(get(TAP), get(ROW_END)),
      ...sums.map((sum, i) => set(sum, wasm.addFloatVectors(get(sum), product(i)))),
      increase(X, turn),
      increase(TAP, turn),
    ),
    set(sums[0], total),
    wasm.storeFloat(get(OUT), lanes.reduce(wasm.addFloats)),
    increase(OUT, constant(BYTES)),
    increase(INPUT, get(WHOLE_BYTES)),
    increase(PHASE, get(REST)),
    wasm.when(
      wasm.isNotBelow(get(PHASE), get(PHASES)),
      set(PHASE, wasm.subtract(get(PHASE), get(PHASES))),
      increase(INPUT, constant(BYTES)),
    ),
    set(COUNT, wasm.subtract(get(COUNT), constant(1))),
  );
  return { name: "filter", parameters: 8, integers: 4, vectors: 4, body };
}
