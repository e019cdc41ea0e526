/**
 * Jitter and shimmer: how much neighbouring periods of the voice differ in length and in height.
 * Periods are found in the waveform by correlation around the length that the pitch says.
 */
import { parabolaPeak } from "./parabola.ts";
import { HOP_S } from "./spectra.ts";

/** Contours of one clip, each [frames], 0 where unvoiced. */
export interface PeriodPerturbation {
  /** Mean difference of neighbouring periods' lengths over their mean length. */
  jitter: Float32Array;
  /** Mean difference of neighbouring periods' peak-to-peak heights over the mean height, in dB. */
  shimmerDb: Float32Array;
}

/** Share of a period by which its length may differ from what the pitch says. */
const SEARCH_RANGE = 0.1;
/** Periods that are alike by less do not count. */
const LEAST_CORRELATION = 0.5;
const LEAST_PERIODS = 2;

/** Of `f0` in hertz [frames], with frames of `frameSamples` every 10 ms. */
export function measurePeriods(
  samples: Float32Array,
  f0: Float32Array,
  { sampleRateHz, hop, frameSamples }: { sampleRateHz: number; hop: number; frameSamples: number },
): PeriodPerturbation {
  const frames = f0.length;
  const jitter = new Float32Array(frames);
  const shimmerDb = new Float32Array(frames);
  const T = 1 / sampleRateHz;
  const stepSamples = Math.ceil(HOP_S / T);
  // Where the last whole period of the frames before ended, and how far before this frame that is.
  let from = 0;
  let behind = 0;
  let lastPeriodS = 0;
  let lastJitter = 0;
  let lastShimmer = 0;
  for (let frame = 0; frame < frames; frame++) {
    const frameStart = frame * hop;
    const least = stepSamples + behind;
    let length = least;
    const periodSamples = f0[frame] > 0 ? sampleRateHz / f0[frame] : 0;
    const shortest = Math.floor((1 - SEARCH_RANGE) * periodSamples);
    const longest = Math.ceil((1 + SEARCH_RANGE) * periodSamples);
    if (f0[frame] > 0) length = Math.max(length, LEAST_PERIODS * (longest + 1));
    length = Math.min(length, behind + frameSamples);
    if (frameStart - behind !== from) {
      from = frameStart;
      length = Math.min(length, frameSamples);
    }
    if (f0[frame] === 0) {
      from += least;
      behind = 0;
      lastPeriodS = lastJitter = lastShimmer = 0;
      continue;
    }
    let start = 0;
    let lastStart = 0;
    let periods = 0;
    let differences = 0;
    let sums = { period: 0, difference: 0, height: 0, heightDifference: 0 };
    while (start < length - 2 * longest - 1) {
      const period = matchPeriod(samples, from + start, shortest, longest);
      if (period === undefined) {
        start += Math.round(periodSamples);
      } else {
        const first = heightOf(samples, from + start, period.samples);
        start += period.samples;
        const second = heightOf(samples, from + start, period.samples);
        if (period.correlation > LEAST_CORRELATION) {
          const periodS = Math.fround(period.exactSamples * T);
          periods++;
          sums = {
            ...sums,
            period: sums.period + periodS,
            height: sums.height + (first + second) / 2,
            heightDifference: sums.heightDifference + Math.abs(first - second),
          };
          if (lastPeriodS > 0) {
            sums.difference += Math.abs(lastPeriodS - periodS);
            differences++;
          }
          lastPeriodS = periodS;
        }
      }
      if (start < least - 1) lastStart = start;
    }
    behind = least - lastStart;
    from += lastStart;
    if (periods > 0) {
      if (differences > 0) {
        lastJitter = Math.min(1, sums.difference / differences / (sums.period / periods));
      }
      lastShimmer = sums.height > 0 ? Math.min(1, sums.heightDifference / sums.height) : 0;
    }
    jitter[frame] = periods === 0 || differences > 0 ? lastJitter : 0;
    shimmerDb[frame] = 20 * Math.log10(1 + Math.fround(lastShimmer));
  }
  return { jitter, shimmerDb };
}

/** One period of the waveform. */
interface Period {
  /** The whole number nearest to its length. */
  samples: number;
  exactSamples: number;
  /** With the period after it. */
  correlation: number;
}

const correlations = new Float64Array(4096);

/** The length for which the samples from `start` on are most like those after them. */
function matchPeriod(
  samples: Float32Array,
  start: number,
  shortest: number,
  longest: number,
): Period | undefined {
  const count = longest - shortest + 1;
  for (let i = 0; i < count; i++) correlations[i] = correlationAt(samples, start, shortest + i);
  let peak = -1;
  for (let i = 1; i < count - 2; i++) {
    const own = correlations[i];
    if (!(correlations[i - 1] < own && own > correlations[i + 1])) continue;
    if (peak < 0 || own > correlations[peak]) peak = i;
  }
  if (peak < 0) return undefined;
  const [exact, correlation] = parabolaPeak(
    [peak - 1, correlations[peak - 1]],
    [peak, correlations[peak]],
    [peak + 1, correlations[peak + 1]],
  );
  return { samples: shortest + peak, exactSamples: Math.abs(shortest + exact), correlation };
}

/** Pearson's correlation of `length` samples with as many after them. */
function correlationAt(samples: Float32Array, start: number, length: number): number {
  let sumX = 0;
  let sumY = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = start; i < start + length; i++) {
    const x = samples[i];
    const y = samples[i + length];
    sumX += x;
    sumY += y;
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  return (xy - sumX * sumY / length) /
    Math.sqrt((xx - sumX * sumX / length) * (yy - sumY * sumY / length));
}

/** From the lowest to the highest of the inner samples. */
function heightOf(samples: Float32Array, start: number, length: number): number {
  let low = samples[start + 1];
  let high = low;
  for (let i = start + 1; i < start + length - 1; i++) {
    if (samples[i] > high) high = samples[i];
    if (samples[i] < low) low = samples[i];
  }
  return Math.fround(high - low);
}
