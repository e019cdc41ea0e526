/**
 * The Fourier transform of real numbers in single precision, with the roundings of Ooura's package
 * ("General purpose FFT package", 1996-2001, which anybody may use, copy, modify and distribute),
 * on which openSMILE is built. Linear prediction of sound without treble hangs on the spectrum's
 * last digits, so that formants come out as there only if these are the same.
 *
 * Decimation in frequency, by the split radix: a block of n numbers becomes four of n / 4, of which
 * the first is plain and the second, whose factors are left out in that step, is turned by the
 * next one. "Turned" blocks become a plain, a turned, a plain and a turned one, plain blocks a
 * plain, a turned and two plain ones.
 */

const { fround } = Math;

/** cos, sin, cos of three times the angle and less its sine, all of float32 angles, every 4th. */
interface Factors {
  /** [4 k .. 4 k + 3]. */
  table: Float32Array;
  /** cos(π / 4). */
  half: number;
  /** 0.5 / cos of the step between two entries' halves, and of three times that. */
  interpolation: [number, number];
}

/** Complex factors of one step: where a number goes, and what it is multiplied by. */
interface Step {
  /** Of x1 + i x3, or of x0: re and im of [quarter]. */
  first: Float32Array;
  /** Of x1 - i x3, or of x1. */
  second: Float32Array;
  /** Of turned blocks: of x2 and of x3. */
  third: Float32Array;
  fourth: Float32Array;
}

/** Below this a block is a leaf whose quarters have one number. */
const SMALLEST = 4;

/** Both ways between `size` real numbers and their spectrum. */
export interface SinglePrecisionFft {
  /**
   * X[k] = Σ x[n] exp(+2πi k n / size), note the sign, for k up to size / 2, of `input` [size] into
   * `output` [size / 2 + 1, 2].
   */
  forward(input: Float32Array, output: Float32Array): void;
  /**
   * size / 2 times the numbers of which `spectrum`, real and [size / 2 + 1], is the spectrum, into
   * `output` [size]: the autocorrelation for a power spectrum.
   */
  inverseOfReal(spectrum: Float32Array, output: Float32Array): void;
}

/** Prepares transforms; `size` is a power of two from 64 on. */
export function createSinglePrecisionFft(size: number): SinglePrecisionFft {
  const count = size / 2;
  const factors = createFactors(count);
  const plain = new Map<number, Step>();
  const turned = new Map<number, Step>();
  for (let n = count; n >= 4; n /= 4) {
    plain.set(n, n === count ? firstStep(count, factors) : plainStep(n, count, factors));
    if (n < count) turned.set(n, turnedStep(n, count, factors));
  }
  const reversed = bitReversal(count);
  const a = new Float32Array(size);
  const run = (offset: number, n: number, isTurned: boolean): void => {
    if (n === 1) return;
    if (n === 2) return pair(a, offset, isTurned);
    const quarter = n / 4;
    if (isTurned) turn(a, offset, quarter, turned.get(n)!, factors.half);
    else split(a, offset, quarter, plain.get(n)!, factors.half);
    if (n === SMALLEST) return;
    run(offset, quarter, false);
    run(offset + 2 * quarter, quarter, true);
    run(offset + 4 * quarter, quarter, false);
    run(offset + 6 * quarter, quarter, isTurned);
  };
  const { separate, joinReal } = createSeparation(count);
  return {
    forward(input, output) {
      a.set(input);
      run(0, count, false);
      for (let k = 0; k < count; k++) {
        output[2 * k] = a[2 * reversed[k]];
        output[2 * k + 1] = a[2 * reversed[k] + 1];
      }
      separate(output);
    },
    inverseOfReal(spectrum, output) {
      joinReal(spectrum, a);
      // The other sign of the exponent by way of complex conjugates.
      for (let k = 0; k < count; k++) a[2 * k + 1] = -a[2 * k + 1];
      run(0, count, false);
      for (let k = 0; k < count; k++) {
        output[2 * k] = a[2 * reversed[k]];
        output[2 * k + 1] = -a[2 * reversed[k] + 1];
      }
    },
  };
}

function bitReversal(count: number): Uint32Array {
  const bits = Math.log2(count);
  return Uint32Array.from({ length: count }, (_, k) => {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((k >> bit) & 1) << (bits - 1 - bit);
    return reversed;
  });
}

/** The angle between two entries' fourths, of which `length` make 45°. */
function angleStep(length: number): number {
  return fround(fround(Math.atan(1)) / length);
}

function createFactors(count: number): Factors {
  const length = count / 4;
  const step = angleStep(length);
  const triple = fround(3 * step);
  const table = new Float32Array(length);
  for (let j = 4; j < length; j += 4) {
    const angle = fround(step * j);
    const threefold = fround(triple * j);
    table.set(
      [Math.cos(angle), Math.sin(angle), Math.cos(threefold), -Math.sin(threefold)],
      j,
    );
  }
  return {
    table,
    half: fround(Math.cos(fround(step * length))),
    interpolation: [
      fround(0.5 / Math.cos(fround(step * 2))),
      fround(0.5 / Math.cos(fround(step * 6))),
    ],
  };
}

function emptyStep(quarter: number): Step {
  const factors = () => new Float32Array(2 * quarter);
  return { first: factors(), second: factors(), third: factors(), fourth: factors() };
}

const put = (factors: Float32Array, j: number, re: number, im: number) =>
  factors.set([re, im], 2 * j);

/** Entry k and its mirror image quarter - k of a plain step. */
function putMirrored(
  step: Step,
  quarter: number,
  k: number,
  [w1r, w1i, w3r, w3i]: ArrayLike<number> & Iterable<number>,
): void {
  put(step.first, k, w1r, w1i);
  put(step.second, k, w3r, -w3i);
  put(step.first, quarter - k, w1i, w1r);
  put(step.second, quarter - k, w3i, -w3r);
}

/** Of the whole: every other factor lies between two entries of the table. */
function firstStep(count: number, { table, half, interpolation }: Factors): Step {
  const quarter = count / 4;
  const step = emptyStep(quarter);
  const [csc1, csc3] = interpolation;
  let [d1r, d1i, d3r, d3i] = [1, 0, 1, 0];
  for (let k = 1; k < quarter / 2; k++) {
    const isEntry = k % 2 === 0;
    if (isEntry) {
      putMirrored(step, quarter, k, [d1r, d1i, d3r, d3i]);
      continue;
    }
    const at = 2 * (k + 1);
    const next = at < table.length
      ? table.subarray(at, at + 4)
      : Float32Array.of(half, half, -half, -half);
    putMirrored(step, quarter, k, [
      fround(csc1 * fround(d1r + next[0])),
      fround(csc1 * fround(d1i + next[1])),
      fround(csc3 * fround(d3r + next[2])),
      fround(csc3 * fround(d3i + next[3])),
    ]);
    [d1r, d1i, d3r, d3i] = next;
  }
  return step;
}

function plainStep(n: number, count: number, { table }: Factors): Step {
  const quarter = n / 4;
  const step = emptyStep(quarter);
  for (let k = 1; k < quarter / 2; k++) {
    const at = 4 * k * (count / (2 * n));
    const [w1r, w1i, w3r, w3i] = table.subarray(at, at + 4);
    // Of 16 numbers three times the angle is the other half of a right one.
    putMirrored(step, quarter, k, n === 16 ? [w1r, w1i, w1i, -w1r] : [w1r, w1i, w3r, w3i]);
  }
  return step;
}

function turnedStep(n: number, count: number, { table }: Factors): Step {
  const quarter = n / 4;
  const step = emptyStep(quarter);
  const entry = (k: number) => table.subarray(k * (count / n), k * (count / n) + 4);
  for (let k = 1; k < quarter / 2; k++) {
    const [w1r, w1i, w3r, w3i] = entry(k);
    let [d1i, d1r, d3i, d3r] = entry(quarter - k);
    if (n === 16) [d1i, d1r, d3i, d3r] = [w3r, -w3i, -w1i, -w1r];
    put(step.first, k, w1r, w1i);
    put(step.third, k, d1r, d1i);
    put(step.second, k, w3r, -w3i);
    put(step.fourth, k, d3r, -d3i);
    const mirror = quarter - k;
    put(step.first, mirror, d1i, d1r);
    put(step.third, mirror, w1i, w1r);
    put(step.second, mirror, d3i, -d3r);
    put(step.fourth, mirror, w3i, -w3r);
  }
  if (quarter >= 2) {
    const [re, im] = entry(quarter / 2);
    const middle = quarter / 2;
    put(step.first, middle, re, im);
    put(step.third, middle, im, re);
    put(step.second, middle, im, re);
    put(step.fourth, middle, -re, -im);
  }
  return step;
}

/** Two numbers: their sum and difference, of a turned block with i times the second. */
function pair(a: Float32Array, at: number, isTurned: boolean): void {
  const re = a[at];
  const im = a[at + 1];
  const otherRe = isTurned ? -a[at + 3] : a[at + 2];
  const otherIm = isTurned ? a[at + 2] : a[at + 3];
  a[at] = re + otherRe;
  a[at + 1] = im + otherIm;
  a[at + 2] = re - otherRe;
  a[at + 3] = im - otherIm;
}

/** A plain block's step. */
function split(a: Float32Array, offset: number, quarter: number, step: Step, half: number): void {
  const { first, second } = step;
  const stride = 2 * quarter;
  for (let j = 0; j < quarter; j++) {
    const j0 = offset + 2 * j;
    const j1 = j0 + stride;
    const j2 = j1 + stride;
    const j3 = j2 + stride;
    const x0r = fround(a[j0] + a[j2]);
    const x0i = fround(a[j0 + 1] + a[j2 + 1]);
    const x1r = fround(a[j0] - a[j2]);
    const x1i = fround(a[j0 + 1] - a[j2 + 1]);
    const x2r = fround(a[j1] + a[j3]);
    const x2i = fround(a[j1 + 1] + a[j3 + 1]);
    const x3r = fround(a[j1] - a[j3]);
    const x3i = fround(a[j1 + 1] - a[j3 + 1]);
    a[j0] = x0r + x2r;
    a[j0 + 1] = x0i + x2i;
    a[j1] = x0r - x2r;
    a[j1 + 1] = x0i - x2i;
    const ur = fround(x1r - x3i);
    const ui = fround(x1i + x3r);
    const vr = fround(x1r + x3i);
    const vi = fround(x1i - x3r);
    if (j === 0) {
      a[j2] = ur;
      a[j2 + 1] = ui;
      a[j3] = vr;
      a[j3 + 1] = vi;
    } else if (2 * j === quarter) {
      a[j2] = half * fround(ur - ui);
      a[j2 + 1] = half * fround(ui + ur);
      a[j3] = -half * fround(vr + vi);
      a[j3 + 1] = -half * fround(vi - vr);
    } else {
      const c1 = first[2 * j];
      const s1 = first[2 * j + 1];
      const c3 = second[2 * j];
      const s3 = second[2 * j + 1];
      a[j2] = fround(c1 * ur) - fround(s1 * ui);
      a[j2 + 1] = fround(c1 * ui) + fround(s1 * ur);
      a[j3] = fround(c3 * vr) - fround(s3 * vi);
      a[j3 + 1] = fround(c3 * vi) + fround(s3 * vr);
    }
  }
}

/** A turned block's step. */
function turn(a: Float32Array, offset: number, quarter: number, step: Step, half: number): void {
  const { first, second, third, fourth } = step;
  const stride = 2 * quarter;
  for (let j = 0; j < quarter; j++) {
    const j0 = offset + 2 * j;
    const j1 = j0 + stride;
    const j2 = j1 + stride;
    const j3 = j2 + stride;
    const x0r = fround(a[j0] - a[j2 + 1]);
    const x0i = fround(a[j0 + 1] + a[j2]);
    const x1r = fround(a[j0] + a[j2 + 1]);
    const x1i = fround(a[j0 + 1] - a[j2]);
    const x2r = fround(a[j1] - a[j3 + 1]);
    const x2i = fround(a[j1 + 1] + a[j3]);
    const x3r = fround(a[j1] + a[j3 + 1]);
    const x3i = fround(a[j1 + 1] - a[j3]);
    if (j === 0) {
      const yr = fround(half * fround(x2r - x2i));
      const yi = fround(half * fround(x2i + x2r));
      a[j0] = x0r + yr;
      a[j0 + 1] = x0i + yi;
      a[j1] = x0r - yr;
      a[j1 + 1] = x0i - yi;
      const zr = fround(half * fround(x3r - x3i));
      const zi = fround(half * fround(x3i + x3r));
      a[j2] = x1r - zi;
      a[j2 + 1] = x1i + zr;
      a[j3] = x1r + zi;
      a[j3 + 1] = x1i - zr;
      continue;
    }
    const at = 2 * j;
    const y0r = fround(fround(first[at] * x0r) - fround(first[at + 1] * x0i));
    const y0i = fround(fround(first[at] * x0i) + fround(first[at + 1] * x0r));
    const y2r = fround(fround(third[at] * x2r) - fround(third[at + 1] * x2i));
    const y2i = fround(fround(third[at] * x2i) + fround(third[at + 1] * x2r));
    const y1r = fround(fround(second[at] * x1r) - fround(second[at + 1] * x1i));
    const y1i = fround(fround(second[at] * x1i) + fround(second[at + 1] * x1r));
    const y3r = fround(fround(fourth[at] * x3r) - fround(fourth[at + 1] * x3i));
    const y3i = fround(fround(fourth[at] * x3i) + fround(fourth[at + 1] * x3r));
    a[j0] = y0r + y2r;
    a[j0 + 1] = y0i + y2i;
    a[j1] = y0r - y2r;
    a[j1 + 1] = y0i - y2i;
    a[j2] = y1r + y3r;
    a[j2 + 1] = y1i + y3i;
    a[j3] = y1r - y3r;
    a[j3 + 1] = y1i - y3i;
  }
}

/** From the spectrum of count complex numbers to that of 2 count real ones, and back. */
interface Separation {
  /** In place. */
  separate(spectrum: Float32Array): void;
  /** Of a real spectrum [count + 1] into `joined` [count, 2]. */
  joinReal(spectrum: Float32Array, joined: Float32Array): void;
}

function createSeparation(count: number): Separation {
  const half = count / 2;
  const middle = half / 2;
  const step = angleStep(middle);
  const table = new Float32Array(half + 1);
  table[middle] = 0.5 * fround(Math.cos(fround(step * middle)));
  for (let j = 1; j < middle; j++) {
    table[j] = 0.5 * Math.cos(fround(step * j));
    table[half - j] = 0.5 * Math.sin(fround(step * j));
  }
  const separate = (spectrum: Float32Array) => {
    for (let k = 1; k < half; k++) {
      const low = 2 * k;
      const high = 2 * (count - k);
      const wr = fround(0.5 - table[half - k]);
      const wi = table[k];
      const xr = fround(spectrum[low] - spectrum[high]);
      const xi = fround(spectrum[low + 1] + spectrum[high + 1]);
      const yr = fround(fround(wr * xr) - fround(wi * xi));
      const yi = fround(fround(wr * xi) + fround(wi * xr));
      spectrum[low] -= yr;
      spectrum[low + 1] -= yi;
      spectrum[high] += yr;
      spectrum[high + 1] -= yi;
    }
    const re = spectrum[0];
    const im = spectrum[1];
    spectrum[0] = re + im;
    spectrum[1] = 0;
    spectrum[2 * count] = re - im;
    spectrum[2 * count + 1] = 0;
  };
  const joinReal = (spectrum: Float32Array, joined: Float32Array) => {
    const odd = fround(0.5 * fround(spectrum[0] - spectrum[count]));
    joined[0] = spectrum[0] - odd;
    joined[1] = odd;
    joined[2 * half] = spectrum[half];
    joined[2 * half + 1] = 0;
    for (let k = 1; k < half; k++) {
      const difference = fround(spectrum[k] - spectrum[count - k]);
      const yr = fround(fround(0.5 - table[half - k]) * difference);
      const yi = -fround(table[k] * difference);
      joined[2 * k] = spectrum[k] - yr;
      joined[2 * k + 1] = -yi;
      joined[2 * (count - k)] = spectrum[count - k] + yr;
      joined[2 * (count - k) + 1] = -yi;
    }
  };
  return { separate, joinReal };
}
