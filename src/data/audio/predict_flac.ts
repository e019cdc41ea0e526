/** In: a residual and a linear predictor. Out: the samples, in place. */

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
