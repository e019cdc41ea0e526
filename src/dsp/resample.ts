import { UserError } from "../base/user_error.ts";
import { createHalvingFilter, createPolyphaseFilter, TAPS_A_TURN } from "./kernels/resampling.ts";

/** The pass band ends at this share of the lower rate's half; there the stop band begins. */
const PASS_SHARE = 0.9;

/** Of images and aliases, by design of each filter; several in a row leave 83 dB. */
const ATTENUATION_DB = 90;

/** A rate is halved first while this many times the wanted rate is left. */
const HALVING_MARGIN = 1.3;

/** A bank of more coefficients than these (32 MiB) is not made; see {@link createInterpolated}. */
const LARGEST_BANK = 2 ** 23;

/** Turns [samples] at one rate into [ceil(samples * to / from)] at the other. */
export type Resampler = (samples: Float32Array) => Float32Array;

/**
 * Prepares a band-limited resampler from `fromHz` to `toHz`, both whole numbers of hertz, of any
 * ratio. Frequencies below 0.9 of the lower rate's half pass within 0.001 dB, those above that half
 * are kept out by more than 80 dB; phase is linear and delay zero: output m is the sound at time m
 * / toHz. The signal counts as zero beyond its ends.
 *
 * Method: with to / from = L / M in lowest terms, output m lies at input time m M / L, so that only
 * L different sets of taps of the low-pass filter occur (polyphase form). Steep filters are long in
 * proportion to the rate they run at, so a much higher rate is first halved by gentle ones, which
 * keep clear only of what would fold into the final band. Rates with so little in common that the
 * bank would be large, such as 767,999 and 16,000 Hz, take their taps from between those of 512
 * phases.
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
  const passHz = (PASS_SHARE * Math.min(fromHz, toHz)) / 2;
  const steps: Step[] = [];
  let rateHz = fromHz;
  while (rateHz % 2 === 0 && rateHz / 2 >= HALVING_MARGIN * toHz) {
    steps.push(createStep(rateHz, rateHz / 2, passHz, (rateHz - toHz) / 2));
    rateHz /= 2;
  }
  steps.push(createStep(rateHz, toHz, passHz, Math.min(rateHz, toHz) / 2));
  return (samples) => {
    // Halving rounds lengths up; the last step makes as many samples as the whole way requests.
    const length = Math.ceil((samples.length * toHz) / fromHz);
    return steps.reduce((signal, step, index) => {
      const halved = Math.ceil(signal.length / 2);
      return step(signal, index === steps.length - 1 ? length : halved);
    }, samples);
  };
}

/** One of the conversions in a row; makes `length` samples. */
type Step = (samples: Float32Array, length: number) => Float32Array;

/** One conversion whose filter passes up to `passHz` and stops from `stopHz`. */
function createStep(fromHz: number, toHz: number, passHz: number, stopHz: number): Step {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const step = fromHz / divisor;
  const isHalving = phases === 1 && step === 2;
  const lowPass = designLowPass({
    pass: passHz / fromHz,
    stop: stopHz / fromHz,
    attenuationDb: ATTENUATION_DB,
  });
  if (phases * 2 * lowPass.halfLength > LARGEST_BANK) {
    return createInterpolated(lowPass, phases, step);
  }
  const { coefficients, taps } = createBank(lowPass, phases, isHalving ? 2 : TAPS_A_TURN);
  const filter = isHalving
    ? createHalvingFilter(coefficients)
    : createPolyphaseFilter({ coefficients, phases, step, taps });
  return (samples, length) => {
    const out = new Float32Array(length);
    filter(samples, taps / 2 - 1, out);
    return out;
  };
}

/**
 * The filter's values for each phase one row, [phases, taps], centred between the middle taps;
 * `taps` is a multiple of `multiple`, which is even.
 */
function createBank(
  lowPass: LowPass,
  phases: number,
  multiple: number,
): { coefficients: Float32Array; taps: number } {
  const taps = Math.ceil((2 * lowPass.halfLength) / multiple) * multiple;
  const coefficients = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    for (let tap = 0; tap < taps; tap++) {
      coefficients[phase * taps + tap] = lowPass.at(phase / phases + taps / 2 - 1 - tap);
    }
  }
  return { coefficients, taps };
}

/** Rows of taps a sample; a straight line between two is 100 dB exact for the steepest filter. */
const INTERPOLATED_PHASES = 512;

/** One conversion whose taps lie on straight lines between those of neighbouring phases. */
function createInterpolated(lowPass: LowPass, phases: number, step: number): Step {
  // One row more: the last phase's neighbour is the first one, a sample on.
  const rows = INTERPOLATED_PHASES + 1;
  const half = lowPass.halfLength;
  const taps = 2 * half;
  const bank = new Float64Array(rows * taps);
  for (let row = 0; row < rows; row++) {
    const phase = row / INTERPOLATED_PHASES;
    for (let tap = 0; tap < taps; tap++) {
      bank[row * taps + tap] = lowPass.at(phase + half - 1 - tap);
    }
  }
  return (samples, length) => {
    const out = new Float32Array(length);
    for (let m = 0; m < length; m++) {
      const position = m * step;
      const first = Math.floor(position / phases) - half + 1;
      const between = ((position % phases) / phases) * INTERPOLATED_PHASES;
      const row = Math.floor(between) * taps;
      const share = between - Math.floor(between);
      const from = Math.max(0, -first);
      const to = Math.min(taps, samples.length - first);
      let [here, next] = [0, 0];
      for (let tap = from; tap < to; tap++) {
        const sample = samples[first + tap];
        here += sample * bank[row + tap];
        next += sample * bank[row + taps + tap];
      }
      out[m] = here + share * (next - here);
    }
    return out;
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** What a low-pass filter must do. */
interface LowPassOptions {
  /** Up to here it passes, in cycles a sample, below `stop`. */
  pass: number;
  /** From here on it stops, in cycles a sample. */
  stop: number;
  /** How far it stops, in decibels, 50 or more. */
  attenuationDb: number;
}

/** A continuous, symmetric filter. */
interface LowPass {
  /** It is zero beyond this many samples from its centre. */
  halfLength: number;
  /** Its value at `time` samples from its centre; the values at whole samples sum to 1. */
  at(time: number): number;
}

/**
 * Designs h(t) = 2c sinc(2ct) w(t), c midway between `pass` and `stop`, w a Kaiser window with
 * β = 0.1102 (A - 8.7) and length (A - 7.95) / (2.285 · 2π (stop - pass)) for attenuation A
 * (Kaiser 1974; Oppenheim and Schafer, Discrete-Time Signal Processing, section 7.6). Passband
 * ripple is 10^(-A / 20) as well.
 */
export function designLowPass({ pass, stop, attenuationDb }: LowPassOptions): LowPass {
  const beta = 0.1102 * (attenuationDb - 8.7);
  const length = (attenuationDb - 7.95) / (2.285 * 2 * Math.PI * (stop - pass));
  const halfLength = Math.ceil(length / 2);
  const cutoff = pass + stop;
  const scale = cutoff / besselI0(beta);
  const at = (time: number) => {
    const inside = 1 - (time / halfLength) ** 2;
    if (inside <= 0) return 0;
    const angle = Math.PI * cutoff * time;
    const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
    return scale * sinc * besselI0(beta * Math.sqrt(inside));
  };
  return { halfLength, at };
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  const quarter = (x / 2) ** 2;
  let term = 1, sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}
