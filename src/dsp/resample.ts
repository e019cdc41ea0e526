/** In: samples at one sampling rate. Out: the same sound at another. */
import { UserError } from "../base/user_error.ts";
import { designLowPass } from "./kaiser_sinc.ts";

/** The pass band ends at this share of the lower rate's half; there the stop band begins. */
const PASS_SHARE = 0.9;

/** Of images and aliases; with float32 arithmetic they stay below -95 dB. */
const ATTENUATION_DB = 100;

/** Turns [samples] at one rate into [ceil(samples * to / from)] at the other. */
export type Resampler = (samples: Float32Array) => Float32Array;

/**
 * Prepares a band-limited resampler from `fromHz` to `toHz`, both whole numbers of hertz, of any
 * ratio. Frequencies below 0.9 of the lower rate's half pass within 0.001 dB, those above that half
 * are kept out by 100 dB; phase is linear and delay zero: output m is the sound at time m / toHz.
 * The signal counts as zero beyond its ends.
 *
 * Method: with to / from = L / M in lowest terms, output m lies at input time m M / L, so that only
 * L different sets of taps of the low-pass filter occur (polyphase form).
 *
 * @example
 * ```ts
 * const resample = createResampler(44_100, 16_000);
 * const samples16k = resample(samples);
 * ```
 */
export function createResampler(fromHz: number, toHz: number): Resampler {
  for (const rate of [fromHz, toHz]) {
    if (!Number.isInteger(rate) || rate < 1) {
      throw new UserError(`Expected a sampling rate in whole hertz, but found ${rate}`);
    }
  }
  if (fromHz === toHz) return (samples) => samples;
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const step = fromHz / divisor;
  const { bank, taps } = createBank(fromHz, toHz, phases);
  const before = taps / 2 - 1;
  let padded = new Float32Array(0);
  return (samples) => {
    const out = new Float32Array(Math.ceil((samples.length * toHz) / fromHz));
    const needed = samples.length + 2 * taps;
    if (padded.length < needed) padded = new Float32Array(needed);
    padded.set(samples, before);
    padded.fill(0, before + samples.length);
    filterPolyphase(padded, bank, taps, { phases, step }, out);
    return out;
  };
}

/** Taps of each phase one after another, [phases, taps]; `taps` is even. */
function createBank(
  fromHz: number,
  toHz: number,
  phases: number,
): { bank: Float32Array; taps: number } {
  const half = Math.min(fromHz, toHz) / 2 / fromHz;
  const lowPass = designLowPass({
    pass: half * PASS_SHARE,
    stop: half,
    attenuationDb: ATTENUATION_DB,
  });
  const taps = 2 * lowPass.halfLength;
  const bank = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    for (let tap = 0; tap < taps; tap++) {
      bank[phase * taps + tap] = lowPass.at(phase / phases + taps / 2 - 1 - tap);
    }
  }
  return { bank, taps };
}

function filterPolyphase(
  padded: Float32Array,
  bank: Float32Array,
  taps: number,
  { phases, step }: { phases: number; step: number },
  out: Float32Array,
): void {
  let start = 0, phase = 0;
  for (let m = 0; m < out.length; m++) {
    const row = phase * taps;
    let even = 0, odd = 0;
    for (let tap = 0; tap < taps; tap += 2) {
      even += bank[row + tap] * padded[start + tap];
      odd += bank[row + tap + 1] * padded[start + tap + 1];
    }
    out[m] = even + odd;
    phase += step;
    start += Math.floor(phase / phases);
    phase %= phases;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
