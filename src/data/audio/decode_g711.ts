/** The 256 values of A-law and µ-law (ITU-T G.711), full scale ±1, by byte. */

/** A-law: 13 bits in 8, every second bit inverted. */
export const decodeALaw: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = (code & 15) << 4;
  const value = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return (code & 0x80 ? value : -value) / 2 ** 15;
});

/** µ-law: 14 bits in 8, all bits inverted. */
export const decodeMuLaw: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const value = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return (code & 0x80 ? 0 - value : value) / 2 ** 15;
});
