/** In: a filter. Out: a function that filters and takes every second sample, in WebAssembly. */
import type { PolyphaseFilter } from "./polyphase_kernel.ts";
import * as wasm from "./wasm_assembler.ts";

const BYTES = Float32Array.BYTES_PER_ELEMENT;
const VECTOR_BYTES = 16;

/** Outputs of one turn: four vectors, whose sums do not wait for each other. */
const OUTPUTS_A_TURN = 16;

/**
 * Prepares y[m] = Σ_t coefficients[t] x[2m + t - before] in float32, for an even number of
 * coefficients: what {@link createPolyphaseFilter} gives for one phase and a step of two, but twice
 * as fast, since with even and odd samples apart neighbouring outputs need neighbouring samples.
 */
export function createHalvingFilter(coefficients: Float32Array): PolyphaseFilter {
  const pairs = coefficients.length / 2;
  const memory = new WebAssembly.Memory({ initial: 1 });
  compiled ??= wasm.assembleModule([separateFunction(), filterFunction()]);
  const kernel = new WebAssembly.Instance(compiled, { m: { m: memory } })
    .exports as unknown as Record<"separate" | "filter", (...parameters: number[]) => void>;
  new Float32Array(memory.buffer).set(coefficients);
  const start = Math.ceil(coefficients.byteLength / VECTOR_BYTES) * VECTOR_BYTES;
  return (samples, before, out) => {
    const outputs = Math.ceil(out.length / OUTPUTS_A_TURN) * OUTPUTS_A_TURN;
    const length = Math.ceil(Math.max(before + samples.length, 2 * (outputs + pairs)) / 8) * 8;
    const [evens, odds, ys] = [2, 3, 4].map((halves) => start + (halves * length * BYTES) / 2);
    wasm.reserveMemory(memory, ys + outputs * BYTES);
    const input = new Float32Array(memory.buffer, start, length);
    input.fill(0, 0, before);
    input.set(samples, before);
    input.fill(0, before + samples.length);
    kernel.separate(start, start + length * BYTES, evens, odds);
    kernel.filter(evens, odds, 0, coefficients.byteLength, ys, ys + outputs * BYTES);
    out.set(new Float32Array(memory.buffer, ys, out.length));
  };
}

let compiled: WebAssembly.Module | undefined;

/** separate(from, end, evens, odds): eight samples at a time to their two places. */
function separateFunction(): wasm.WasmFunction {
  const { get, constant, increase, load } = wasm;
  const [FROM, END, EVENS, ODDS] = [0, 1, 2, 3];
  const [low, high] = [load(get(FROM)), load(get(FROM), VECTOR_BYTES)];
  const body = wasm.repeatWhile(
    wasm.isBelow(get(FROM), get(END)),
    wasm.store(get(EVENS), wasm.chooseFloats(low, high, [0, 2, 4, 6])),
    wasm.store(get(ODDS), wasm.chooseFloats(low, high, [1, 3, 5, 7])),
    increase(FROM, constant(2 * VECTOR_BYTES)),
    increase(EVENS, constant(VECTOR_BYTES)),
    increase(ODDS, constant(VECTOR_BYTES)),
  );
  return { name: "separate", parameters: 4, integers: 0, vectors: 0, body };
}

/** filter(evens, odds, coefficients, coefficientsEnd, out, outEnd), 16 outputs at a time. */
function filterFunction(): wasm.WasmFunction {
  const { get, set, add, constant, increase, load } = wasm;
  const [EVENS, ODDS, COEFFICIENTS, LAST, OUT, END, TAP, EVEN, ODD] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const sums = [9, 10, 11, 12], FACTOR = 13;
  /** Adds the products of one coefficient with the samples at `place`. */
  const accumulate = (place: number, tapOffset: number) => [
    set(FACTOR, wasm.loadFloatEverywhere(add(get(TAP), constant(tapOffset)))),
    ...sums.map((sum, i) => {
      const product = wasm.multiplyFloatVectors(load(get(place), i * VECTOR_BYTES), get(FACTOR));
      return set(sum, wasm.addFloatVectors(get(sum), product));
    }),
  ];
  const turnBytes = constant(OUTPUTS_A_TURN * BYTES);
  const body = wasm.repeatWhile(
    wasm.isBelow(get(OUT), get(END)),
    ...sums.map((sum) => set(sum, wasm.zeroVector)),
    set(TAP, get(COEFFICIENTS)),
    set(EVEN, get(EVENS)),
    set(ODD, get(ODDS)),
    wasm.repeatWhile(
      wasm.isBelow(get(TAP), get(LAST)),
      ...accumulate(EVEN, 0),
      ...accumulate(ODD, BYTES),
      increase(EVEN, constant(BYTES)),
      increase(ODD, constant(BYTES)),
      increase(TAP, constant(2 * BYTES)),
    ),
    ...sums.map((sum, i) => wasm.store(get(OUT), get(sum), i * VECTOR_BYTES)),
    ...[OUT, EVENS, ODDS].map((place) => increase(place, turnBytes)),
  );
  return { name: "filter", parameters: 6, integers: 3, vectors: 5, body };
}
