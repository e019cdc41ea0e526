/**
 * Two complex signals lie side by side, one in each half of a vector of two doubles; each carries
 * two real frames, as its real and its imaginary part. An element is [real, real, imaginary,
 * imaginary], 32 bytes. So no instruction ever has to shuffle.
 */
import * as wasm from "./wasm_assembler.ts";

const { get, set, add, constant, increase, load, store } = wasm;
const { addDoubles, subtractDoubles, multiplyDoubles } = wasm;

const ELEMENT_BYTES = 32;
const IMAGINARY = 16;
const FLOAT_BYTES = 4;
const DOUBLE_BYTES = 8;

/** Memory m.m; functions pack, quarter, half and power as described below. */
export function fftModule(): WebAssembly.Module {
  compiled ??= wasm.assembleModule([packFunction(), quarterPass(), halfPass(), powerFunction()]);
  return compiled;
}

let compiled: WebAssembly.Module | undefined;

/**
 * pack(signal, hopBytes, window, windowEnd, out): multiplies the frames at `signal` (float32) and
 * one, two and three hops behind it by the window (doubles). Frames 0 and 1 become the real and the
 * imaginary part of the first complex signal, frames 2 and 3 those of the second.
 */
function packFunction(): wasm.WasmFunction {
  const [SIGNAL, HOP, WINDOW, WINDOW_END, OUT, SECOND, THIRD, FOURTH, WEIGHT] = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
  ];
  const pair = (a: number, b: number) =>
    wasm.floatsToDoubles(wasm.loadFloatInto(get(b), wasm.loadFloatFirst(get(a)), 1));
  const body = [
    set(SECOND, add(get(SIGNAL), get(HOP))),
    set(THIRD, add(get(SECOND), get(HOP))),
    set(FOURTH, add(get(THIRD), get(HOP))),
    wasm.repeatWhile(
      wasm.isBelow(get(WINDOW), get(WINDOW_END)),
      set(WEIGHT, wasm.loadDoubleTwice(get(WINDOW))),
      store(get(OUT), multiplyDoubles(pair(SIGNAL, THIRD), get(WEIGHT))),
      store(get(OUT), multiplyDoubles(pair(SECOND, FOURTH), get(WEIGHT)), IMAGINARY),
      increase(WINDOW, constant(DOUBLE_BYTES)),
      ...[SIGNAL, SECOND, THIRD, FOURTH].map((frame) => increase(frame, constant(FLOAT_BYTES))),
      increase(OUT, constant(ELEMENT_BYTES)),
    ),
  ].flat();
  return { name: "pack", parameters: 5, integers: 3, vectors: 1, body };
}

/**
 * quarter(from, to, count, strideBytes, quarterBytes, factors): one radix-4 pass of Stockham's FFT
 * with decimation in frequency. With n = 4 count, s the stride in elements and w = exp(-2πi / n):
 * for each p < count and q < s, of x_k = from[q + s (p + k count)], k = 0 … 3,
 *   to[q + s 4p]       = (x0 + x2) + (x1 + x3)
 *   to[q + s (4p + 1)] = ((x0 - x2) - i (x1 - x3)) w^p
 *   to[q + s (4p + 2)] = ((x0 + x2) - (x1 + x3)) w^2p
 *   to[q + s (4p + 3)] = ((x0 - x2) + i (x1 - x3)) w^3p
 * `quarterBytes` is a quarter of the whole transform; `factors` holds w^p, w^2p, w^3p for each p.
 */
function quarterPass(): wasm.WasmFunction {
  const [FROM, TO, COUNT, STRIDE, QUARTER, FACTORS, END] = [0, 1, 2, 3, 4, 5, 6];
  const x = [FROM, 7, 8, 9], y = [TO, 10, 11, 12];
  const real = [13, 14, 15, 16], imaginary = [17, 18, 19, 20];
  const factors = [21, 22, 23, 24, 25, 26];
  const [A, B, C, D, E, F, G, H] = [27, 28, 29, 30, 31, 32, 33, 34];
  /** Sums and differences of inputs 0 and 2, 1 and 3, in A to D (real) or E to H (imaginary). */
  const combine = (parts: number[], [even, odd, evenRest, oddRest]: number[]) => [
    set(even, addDoubles(get(parts[0]), get(parts[2]))),
    set(evenRest, subtractDoubles(get(parts[0]), get(parts[2]))),
    set(odd, addDoubles(get(parts[1]), get(parts[3]))),
    set(oddRest, subtractDoubles(get(parts[1]), get(parts[3]))),
  ];
  const output = (k: number, re: wasm.Code, im: wasm.Code): wasm.Code => {
    if (k === 0) return [...store(get(y[0]), re), ...store(get(y[0]), im, IMAGINARY)];
    const [r, i] = [get(real[0]), get(imaginary[0])];
    const [wr, wi] = [get(factors[2 * k - 2]), get(factors[2 * k - 1])];
    const rotatedReal = subtractDoubles(multiplyDoubles(r, wr), multiplyDoubles(i, wi));
    const rotatedImaginary = addDoubles(multiplyDoubles(r, wi), multiplyDoubles(i, wr));
    return [
      ...set(real[0], re),
      ...set(imaginary[0], im),
      ...store(get(y[k]), rotatedReal),
      ...store(get(y[k]), rotatedImaginary, IMAGINARY),
    ];
  };
  const butterfly = [
    ...x.flatMap((place, k) => [
      set(real[k], load(get(place))),
      set(imaginary[k], load(get(place), IMAGINARY)),
    ]),
    ...combine(real, [A, B, C, D]),
    ...combine(imaginary, [E, F, G, H]),
    output(0, addDoubles(get(A), get(B)), addDoubles(get(E), get(F))),
    output(1, addDoubles(get(C), get(H)), subtractDoubles(get(G), get(D))),
    output(2, subtractDoubles(get(A), get(B)), subtractDoubles(get(E), get(F))),
    output(3, subtractDoubles(get(C), get(H)), addDoubles(get(G), get(D))),
  ];
  const body = wasm.repeatWhile(
    get(COUNT),
    ...factors.map((factor, i) =>
      set(factor, wasm.loadDoubleTwice(get(FACTORS), i * DOUBLE_BYTES))
    ),
    set(END, add(get(FROM), get(STRIDE))),
    ...[1, 2, 3].map((k) => set(x[k], add(get(x[k - 1]), get(QUARTER)))),
    ...[1, 2, 3].map((k) => set(y[k], add(get(y[k - 1]), get(STRIDE)))),
    wasm.repeatWhile(
      wasm.isBelow(get(FROM), get(END)),
      ...butterfly,
      ...[...x, ...y].map((place) => increase(place, constant(ELEMENT_BYTES))),
    ),
    set(TO, get(y[3])), // where the last quarter ended
    increase(FACTORS, constant(factors.length * DOUBLE_BYTES)),
    set(COUNT, wasm.subtract(get(COUNT), constant(1))),
  );
  return { name: "quarter", parameters: 6, integers: 7, vectors: 22, body };
}

/**
 * half(from, to, halfBytes): the last, radix-2 pass, for lengths that are no power of four:
 * to[q] = x0 + x1, to[q + half] = x0 - x1 with x_k = from[q + k half].
 */
function halfPass(): wasm.WasmFunction {
  const [FROM, TO, HALF, END] = [0, 1, 2, 3];
  const part = (offset: number) => {
    const [x0, x1] = [load(get(FROM), offset), load(add(get(FROM), get(HALF)), offset)];
    return [
      store(get(TO), addDoubles(x0, x1), offset),
      store(add(get(TO), get(HALF)), subtractDoubles(x0, x1), offset),
    ].flat();
  };
  const body = [
    set(END, add(get(FROM), get(HALF))),
    wasm.repeatWhile(
      wasm.isBelow(get(FROM), get(END)),
      part(0),
      part(IMAGINARY),
      increase(FROM, constant(ELEMENT_BYTES)),
      increase(TO, constant(ELEMENT_BYTES)),
    ),
  ].flat();
  return { name: "half", parameters: 3, integers: 1, vectors: 0, body };
}

/**
 * power(spectrum, mirror, bins, out, rowBytes): |X|² of the four frames, as float32, one row of
 * `bins` each. Z = A + iB with real a, b has A[k] = Z[k] + Z*[N - k] and B[k] = (Z[k] - Z*[N - k])
 * / i but for a factor 2, which the window holds. `mirror` points at element N, a copy of element
 * 0.
 */
function powerFunction(): wasm.WasmFunction {
  const [SPECTRUM, MIRROR, BINS, OUT, ROW, SECOND, THIRD, FOURTH] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [RE, IM, MIRROR_RE, MIRROR_IM, SUM, REST] = [8, 9, 10, 11, 12, 13];
  /** a² + b² as floats, in RE. */
  const squares = (a: wasm.Code, b: wasm.Code): wasm.Code => [
    ...set(SUM, a),
    ...set(REST, b),
    ...set(
      SUM,
      wasm.doublesToFloats(
        addDoubles(multiplyDoubles(get(SUM), get(SUM)), multiplyDoubles(get(REST), get(REST))),
      ),
    ),
  ];
  const body = [
    set(SECOND, add(get(OUT), get(ROW))),
    set(THIRD, add(get(SECOND), get(ROW))),
    set(FOURTH, add(get(THIRD), get(ROW))),
    wasm.repeatWhile(
      get(BINS),
      set(RE, load(get(SPECTRUM))),
      set(IM, load(get(SPECTRUM), IMAGINARY)),
      set(MIRROR_RE, load(get(MIRROR))),
      set(MIRROR_IM, load(get(MIRROR), IMAGINARY)),
      squares(addDoubles(get(RE), get(MIRROR_RE)), subtractDoubles(get(IM), get(MIRROR_IM))),
      wasm.storeFloatOf(get(OUT), get(SUM), 0),
      wasm.storeFloatOf(get(THIRD), get(SUM), 1),
      squares(addDoubles(get(IM), get(MIRROR_IM)), subtractDoubles(get(MIRROR_RE), get(RE))),
      wasm.storeFloatOf(get(SECOND), get(SUM), 0),
      wasm.storeFloatOf(get(FOURTH), get(SUM), 1),
      increase(SPECTRUM, constant(ELEMENT_BYTES)),
      set(MIRROR, wasm.subtract(get(MIRROR), constant(ELEMENT_BYTES))),
      ...[OUT, SECOND, THIRD, FOURTH].map((row) => increase(row, constant(FLOAT_BYTES))),
      set(BINS, wasm.subtract(get(BINS), constant(1))),
    ),
  ].flat();
  return { name: "power", parameters: 5, integers: 3, vectors: 6, body };
}
