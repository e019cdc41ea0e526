import * as wasm from "./wasm_assembler.ts";

/** The taps of one step of rate conversion from L·x to M·x hertz, in lowest terms. */
interface PolyphaseBank {
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
type PolyphaseFilter = (samples: Float32Array, before: number, out: Float32Array) => void;

/**
 * Outputs that are summed together, a period of the phases apart: they have one row of taps, which
 * is then loaded once for all. More would not fit into a processor's vector registers.
 */
const TOGETHER = 3;

/**
 * Prepares a filter with `bank`, which is copied into the program's memory. The memory grows to the
 * longest signal filtered.
 */
export function createPolyphaseFilter(bank: PolyphaseBank): PolyphaseFilter {
  const { coefficients, phases, step, taps } = bank;
  const memory = new WebAssembly.Memory({ initial: 1 });
  compiled ??= wasm.assembleModule([
    filterFunction("filter", 1),
    filterFunction("several", TOGETHER),
  ]);
  const kernel = new WebAssembly.Instance(compiled, { m: { m: memory } })
    .exports as unknown as Record<"filter" | "several", (...parameters: number[]) => void>;
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
    const rows = [0, taps * BYTES, phases, whole * BYTES, step % phases] as const;
    let done = 0, from = bankBytes;
    for (; done + TOGETHER * phases <= out.length; done += TOGETHER * phases) {
      kernel.several(from, outStart + done * BYTES, phases, ...rows, step * BYTES, phases * BYTES);
      from += TOGETHER * step * BYTES;
    }
    if (done < out.length) {
      kernel.filter(from, outStart + done * BYTES, out.length - done, ...rows, 0, 0);
    }
    out.set(new Float32Array(memory.buffer, outStart, out.length));
  };
}

let compiled: WebAssembly.Module | undefined;

/**
 * name(input, out, count, bank, rowBytes, phases, wholeBytes, rest, apart, outApart): for each
 * output the sum of products along one row, stored; then on by M / L samples. `together` outputs
 * are made at a time, whose inputs lie `apart` bytes apart.
 */
function filterFunction(name: string, together: number): wasm.WasmFunction {
  const { get, set, add, constant, increase, load } = wasm;
  const [INPUT, OUT, COUNT, BANK, ROW_BYTES, PHASES, WHOLE_BYTES, REST, APART, OUT_APART] = Array
    .from({ length: 10 }, (_, place) => place);
  const [PHASE, TAP, ROW_END, STORED] = [10, 11, 12, 13];
  const outputs = Array.from({ length: together }, (_, output) => output);
  const X = outputs.map((output) => 14 + output);
  const FACTOR = 14 + together;
  const sums = outputs.map((output) => [1, 2, 3, 4].map((sum) => FACTOR + 4 * output + sum));
  const turn = constant(TAPS_A_TURN * BYTES);
  const lanesOf = (vector: number) => [0, 1, 2, 3].map((lane) => wasm.floatOf(get(vector), lane));
  const body = wasm.repeatWhile(
    get(COUNT),
    set(TAP, add(get(BANK), wasm.multiply(get(PHASE), get(ROW_BYTES)))),
    set(ROW_END, add(get(TAP), get(ROW_BYTES))),
    ...X.map((x, output) =>
      set(x, output === 0 ? get(INPUT) : add(get(X[output - 1]), get(APART)))
    ),
    ...sums.flat().map((sum) => set(sum, wasm.zeroVector)),
    wasm.repeatWhile(
      wasm.isBelow(get(TAP), get(ROW_END)),
      ...[0, 1, 2, 3].flatMap((i) => [
        set(FACTOR, load(get(TAP), i * 16)),
        ...X.map((x, output) => {
          const product = wasm.multiplyFloatVectors(load(get(x), i * 16), get(FACTOR));
          return set(sums[output][i], wasm.addFloatVectors(get(sums[output][i]), product));
        }),
      ]),
      ...X.map((x) => increase(x, turn)),
      increase(TAP, turn),
    ),
    set(STORED, get(OUT)),
    ...sums.flatMap(([first, ...others]) => [
      set(first, [first, ...others].map(get).reduce(wasm.addFloatVectors)),
      wasm.storeFloat(get(STORED), lanesOf(first).reduce(wasm.addFloats)),
      increase(STORED, get(OUT_APART)),
    ]),
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
  const vectors = 1 + 4 * together;
  return { name, parameters: 10, integers: 4 + together, vectors, body };
}

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
  compiledHalving ??= wasm.assembleModule([separateFunction(), halvingFunction()]);
  const kernel = new WebAssembly.Instance(compiledHalving, { m: { m: memory } })
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

let compiledHalving: WebAssembly.Module | undefined;

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
function halvingFunction(): wasm.WasmFunction {
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
