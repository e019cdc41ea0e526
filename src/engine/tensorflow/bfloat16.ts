/** In: numbers. Out: the nearest bfloat16 ones, as their bits. */

/**
 * Rounds to the nearest bfloat16 (sign, 8 bits of exponent, 7 of fraction), ties to even, as
 * TensorFlow's Cast does. Not for NaN.
 */
export function roundToBfloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (word) => (word + 0x7fff + (word >>> 16 & 1)) >>> 16);
}
