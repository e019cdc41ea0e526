/** In: numbers and their widths in bits. Out: the bytes that hold them, highest bit first. */

/** Bits written one after another. */
export interface BitWriter {
  /** Writes the lowest `width` bits of `value`; widths above 32 begin with zeros. */
  write(value: number, width: number): void;
  /** Fills the last byte with zeros. */
  align(): void;
  /** The whole bytes written so far. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A writer that has written nothing yet. */
export function createBitWriter(): BitWriter {
  const bytes: number[] = [];
  let current = 0;
  let filled = 0;
  const writeBit = (bit: number) => {
    current = (current << 1) | bit;
    if (++filled < 8) return;
    bytes.push(current);
    [current, filled] = [0, 0];
  };
  return {
    write: (value, width) => {
      for (let bit = width - 1; bit >= 0; bit--) writeBit(bit > 31 ? 0 : (value >>> bit) & 1);
    },
    align: () => {
      while (filled > 0) writeBit(0);
    },
    bytes: () => Uint8Array.from(bytes),
  };
}
