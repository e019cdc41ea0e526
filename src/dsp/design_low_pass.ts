/** In: a transition band. Out: the low-pass filter that has it, a sinc under a Kaiser window. */

/** What a low-pass filter must do. */
export interface LowPassOptions {
  /** Up to here it passes, in cycles a sample, below `stop`. */
  pass: number;
  /** From here on it stops, in cycles a sample. */
  stop: number;
  /** How far it stops, in decibels, 50 or more. */
  attenuationDb: number;
}

/** A continuous, symmetric filter. */
export interface LowPass {
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
