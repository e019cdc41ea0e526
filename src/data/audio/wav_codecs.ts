/** The 256 values of A-law and µ-law (ITU-T G.711), full scale ±1, by byte. */
import { UserError } from "../../base/user_error.ts";

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

// ADPCM of 4 bits in WAV files, as the IMA (DVI) and Microsoft define it. Each block begins with
// the decoder's state, so that blocks stand alone.

/** The shape of blocks. */
interface BlockShape {
  channels: number;
  blockBytes: number;
}

/** What is decoded. */
interface AdpcmOptions extends BlockShape {
  /** Samples a channel; as many as adpcmFrames says, or fewer. */
  frames: number;
  /** Microsoft's pairs of predictor coefficients. */
  coefficients: readonly (readonly [number, number])[];
}

/** Bytes a channel in front of a block's samples, and the samples that these bytes hold. */
const HEADS = { ima: { bytes: 4, samples: 1 }, ms: { bytes: 7, samples: 2 } } as const;

/**
 * Samples a channel in `bytes` bytes and in one block. Throws UserError where the blocks' size
 * makes no sense.
 */
export function adpcmFrames(
  kind: keyof typeof HEADS,
  bytes: number,
  { channels, blockBytes }: BlockShape,
  name: string,
): { frames: number; blockFrames: number } {
  const head = HEADS[kind];
  const framesIn = (size: number) => {
    const body = size - head.bytes * channels;
    if (body < 0) return 0;
    // IMA has 4 bytes of one channel after another, Microsoft single nibbles.
    const nibbles = kind === "ima" ? 8 * Math.floor(body / (4 * channels)) : 2 * body / channels;
    return head.samples + Math.floor(nibbles);
  };
  const blockFrames = framesIn(blockBytes);
  const isKnown = kind === "ima" || channels <= 2;
  if (blockFrames === 0 || !isKnown) {
    throw new UserError(
      `Expected ${name} to have blocks of ADPCM for its ${channels} channels, but found blocks of ` +
        `${blockBytes} bytes`,
    );
  }
  const whole = Math.floor(bytes / blockBytes);
  return { frames: whole * blockFrames + framesIn(bytes % blockBytes), blockFrames };
}

const IMA_INDEX_CHANGES = [-1, -1, -1, -1, 2, 4, 6, 8];
/** The step sizes of IMA's recommended practices (1992), table 2. */
// deno-fmt-ignore
const IMA_STEPS = Int32Array.of(
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73,
  80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494,
  544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499,
  2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442,
  11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
);

/** IMA ADPCM (format 0x11) as one array a channel, full scale ±1. */
export function decodeImaAdpcm(bytes: Uint8Array, options: AdpcmOptions): Float32Array[] {
  const { channels, blockBytes, frames } = options;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = Array.from({ length: channels }, () => new Float32Array(frames));
  const { blockFrames } = adpcmFrames("ima", blockBytes, options, "");
  for (let block = 0, first = 0; first < frames; block++, first += blockFrames) {
    const start = block * blockBytes;
    for (let channel = 0; channel < channels; channel++) {
      const samples = out[channel];
      let value = view.getInt16(start + 4 * channel, true);
      let index = Math.min(88, bytes[start + 4 * channel + 2]);
      samples[first] = value / 2 ** 15;
      const count = Math.min(blockFrames, frames - first);
      for (let i = 1; i < count; i++) {
        const group = (i - 1) >> 3, inside = (i - 1) & 7;
        const at = start + 4 * channels * (group + 1) + 4 * channel + (inside >> 1);
        const code = (bytes[at] >> (4 * (inside & 1))) & 15;
        const step = IMA_STEPS[index];
        let difference = step >> 3;
        if (code & 4) difference += step;
        if (code & 2) difference += step >> 1;
        if (code & 1) difference += step >> 2;
        value = clamp16(code & 8 ? value - difference : value + difference);
        index = Math.max(0, Math.min(88, index + IMA_INDEX_CHANGES[code & 7]));
        samples[first + i] = value / 2 ** 15;
      }
    }
  }
  return out;
}

const MS_STEP_FACTORS = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307];
MS_STEP_FACTORS.push(230, 230, 230);
const MS_COEFFICIENTS: readonly (readonly [number, number])[] = [
  ...[[256, 0], [512, -256], [0, 0], [192, 64]] as const,
  ...[[240, 0], [460, -208], [392, -232]] as const,
];

/**
 * The pairs of coefficients in a Microsoft ADPCM format chunk; the seven standard ones by default.
 */
export function readMsCoefficients(
  view: DataView,
  { start, size }: { start: number; size: number },
): AdpcmOptions["coefficients"] {
  const count = size >= 22 ? view.getUint16(start + 20, true) : 0;
  if (count < 7 || size < 22 + 4 * count) return MS_COEFFICIENTS;
  return Array.from({ length: count }, (_, pair) => {
    const at = start + 22 + 4 * pair;
    return [view.getInt16(at, true), view.getInt16(at + 2, true)] as const;
  });
}

/** Microsoft ADPCM (format 2) of one or two channels as one array a channel, full scale ±1. */
export function decodeMsAdpcm(bytes: Uint8Array, options: AdpcmOptions): Float32Array[] {
  const { channels, blockBytes, frames, coefficients } = options;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = Array.from({ length: channels }, () => new Float32Array(frames));
  const { blockFrames } = adpcmFrames("ms", blockBytes, options, "");
  for (let block = 0, first = 0; first < frames; block++, first += blockFrames) {
    const start = block * blockBytes;
    const count = Math.min(blockFrames, frames - first);
    for (let channel = 0; channel < channels; channel++) {
      const samples = out[channel];
      const pair = coefficients[Math.min(bytes[start + channel], coefficients.length - 1)];
      const wordAt = (word: number) =>
        view.getInt16(start + channels + 2 * (word * channels + channel), true);
      let [step, newer, older] = [wordAt(0), wordAt(1), wordAt(2)];
      samples[first] = older / 2 ** 15;
      if (count > 1) samples[first + 1] = newer / 2 ** 15;
      for (let i = 2; i < count; i++) {
        const nibble = (i - 2) * channels + channel;
        const byte = bytes[start + 7 * channels + (nibble >> 1)];
        const code = nibble & 1 ? byte & 15 : byte >> 4;
        const predicted = (newer * pair[0] + older * pair[1]) >> 8;
        const value = clamp16(predicted + (code & 8 ? code - 16 : code) * step);
        step = Math.max(16, (MS_STEP_FACTORS[code] * step) >> 8);
        older = newer;
        newer = value;
        samples[first + i] = value / 2 ** 15;
      }
    }
  }
  return out;
}

function clamp16(value: number): number {
  return Math.max(-32768, Math.min(32767, value));
}
