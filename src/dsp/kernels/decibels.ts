import * as wasm from "./wasm_assembler.ts";

const { get, set, constant, increase, load, store } = wasm;
const { addFloatVectors, multiplyFloatVectors, subtractFloatVectors } = wasm;

const VECTOR_BYTES = 16;

/** Memory m.m; functions peak and decibels as described below. */
export function decibelModule(): WebAssembly.Module {
  compiled ??= wasm.assembleModule([peakFunction(), decibelFunction()]);
  return compiled;
}

let compiled: WebAssembly.Module | undefined;

/** peak(from, end, largest): raises the four floats at `largest` to what lies in between. */
function peakFunction(): wasm.WasmFunction {
  const [FROM, END, LARGEST, MOST] = [0, 1, 2, 3];
  const body = [
    set(MOST, load(get(LARGEST))),
    wasm.repeatWhile(
      wasm.isBelow(get(FROM), get(END)),
      set(MOST, wasm.largerFloats(get(MOST), load(get(FROM)))),
      increase(FROM, constant(VECTOR_BYTES)),
    ),
    store(get(LARGEST), get(MOST)),
  ].flat();
  return { name: "peak", parameters: 3, integers: 0, vectors: 1, body };
}

/** The bits of √½, the lower end of the range into which the mantissa is brought. */
const ROOT_HALF = 0x3f3504f3;
const MANTISSA = 0x7fffff;

/**
 * ln(1 + x) - x + x²/2 = x³ (c0 x^8 + c1 x^7 + … + c8) for √½ <= 1 + x < √2, to the last place of
 * float32: S. Moshier, Cephes Mathematical Library, logf.
 */
const COEFFICIENTS = [
  7.0376836292e-2,
  -1.1514610310e-1,
  1.1676998740e-1,
  -1.2420140846e-1,
  1.4249322787e-1,
  -1.6668057665e-1,
  2.0000714765e-1,
  -2.4999993993e-1,
  3.3333331174e-1,
];

/** Multiples and offsets that the logarithm takes, besides the series. */
const SCALES = [1, 0.5, 10 / Math.LN10, 10 * Math.log10(2)];

/**
 * What {@link decibelFunction} wants to find at its parameter `constants`, behind the floor: each
 * four times over. V8 would make constants in the code anew for each vector of the loop.
 */
export const decibelConstants: Float32Array = Float32Array.from(
  [...COEFFICIENTS, ...SCALES].flatMap((value) => [value, value, value, value]),
);

/**
 * decibels(from, end, constants): replaces powers p by 10 log10 p, raised to the four floats at
 * `constants`, behind which stand {@link decibelConstants}. With p = m 2^e and √½ <= m < √2 that is
 * (10 / ln 10) ln m + 10 log10(2) e. Zero and numbers too small for float32's normal form come out
 * far below any floor.
 */
function decibelFunction(): wasm.WasmFunction {
  const [FROM, END, CONSTANTS, FLOOR, BITS, X, SQUARE, SERIES, ROOT, MASK] = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
  ];
  const constants = Array.from(
    { length: COEFFICIENTS.length + SCALES.length },
    (_, i) => MASK + 1 + i,
  );
  const coefficients = constants.slice(0, COEFFICIENTS.length).map(get);
  const [one, half, perNeper, perDoubling] = constants.slice(COEFFICIENTS.length).map(get);
  const exponent = wasm.integersToFloats(wasm.shiftRight(get(BITS), 23));
  const mantissa = wasm.addIntegers(wasm.andBits(get(BITS), get(MASK)), get(ROOT));
  const series = coefficients.reduce((sum, coefficient) =>
    addFloatVectors(multiplyFloatVectors(sum, get(X)), coefficient)
  );
  const rest = subtractFloatVectors(
    multiplyFloatVectors(multiplyFloatVectors(get(SERIES), get(X)), get(SQUARE)),
    multiplyFloatVectors(get(SQUARE), half),
  );
  const decibels = addFloatVectors(
    multiplyFloatVectors(addFloatVectors(get(X), rest), perNeper),
    multiplyFloatVectors(exponent, perDoubling),
  );
  const body = [
    set(FLOOR, load(get(CONSTANTS))),
    ...constants.map((local, i) => set(local, load(get(CONSTANTS), (i + 1) * VECTOR_BYTES))),
    set(ROOT, wasm.integerEverywhere(ROOT_HALF)),
    set(MASK, wasm.integerEverywhere(MANTISSA)),
    wasm.repeatWhile(
      wasm.isBelow(get(FROM), get(END)),
      set(BITS, wasm.subtractIntegers(load(get(FROM)), get(ROOT))),
      set(X, subtractFloatVectors(mantissa, one)),
      set(SQUARE, multiplyFloatVectors(get(X), get(X))),
      set(SERIES, series),
      store(get(FROM), wasm.largerFloats(decibels, get(FLOOR))),
      increase(FROM, constant(VECTOR_BYTES)),
    ),
  ].flat();
  return { name: "decibels", parameters: 3, integers: 0, vectors: 7 + constants.length, body };
}
