import { z } from "zod";
import { addNormalNoise, type Random, symmetricUniform } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import {
  createEqualiserCurve,
  createSpectrogramInterpolator,
  unshiftPitch,
  unwarpVocalTract,
  warpFrequencies,
  warpTime,
} from "./warp.ts";

/**
 * Varies `source` [frames, bins] into `out` [frames, bins], another array. All that is random comes
 * from `random`. Throws a UserError where one has another size.
 */
type SpectrogramAugmenter = (
  source: Float32Array,
  random: Random,
  out: Float32Array,
) => void;

/** What the columns of a spectrogram stand for. */
export interface SpectrogramAxis {
  /** Of the first columns, rising, in any unit, such as the mel bands' centres. */
  frequencies: ArrayLike<number>;
  /**
   * How many columns follow that are contours, such as the pitch: of those only tempo, shift, noise
   * and masks of time change.
   */
  contours: number;
}

/**
 * Prepares augmentation of spectrograms of `frames` and `bins` on a logarithmic scale, in decibels
 * or standardised ones. In this order: tempo, shift, vocal tract and pitch in a single bilinear
 * interpolation, with the first and the last frame and bin going on; level and equaliser curve;
 * noise; masks, filled with the mean. Without any of them `out` is `source`. No buffer is made
 * for a spectrogram. One of 128×80 takes about 90 µs on one core with all parts on.
 *
 * @param axis what the bins stand for; those of a STFT where it is left out
 * @throws UserError where sizes are not positive or frequencies do not rise
 *
 * @example
 * ```ts
 * const augment = createSpectrogramAugmenter(128, 129, { ...noSpectrogramAugmentation, vtlp: 0.1
 * }); augment(spectrogram, createRandom(seed, "augment", epoch, row), out);
 * ```
 */
export function createSpectrogramAugmenter(
  frames: number,
  bins: number,
  config: SpectrogramAugmentation,
  { frequencies, contours }: SpectrogramAxis = {
    frequencies: Float64Array.from({ length: bins }, (_, bin) => bin),
    contours: 0,
  },
): SpectrogramAugmenter {
  checkShape(frames, bins - contours, frequencies);
  const spectral = frequencies.length;
  const interpolate = createSpectrogramInterpolator(bins);
  const drawCurve = createEqualiserCurve(spectral, config.tiltDecibels);
  const grid = {
    framePositions: new Float32Array(frames),
    binPositions: Float32Array.from({ length: bins }, (_, bin) => bin),
    raise: new Float32Array(bins),
  };
  const spectralPositions = grid.binPositions.subarray(0, spectral);
  const spectralRaise = grid.raise.subarray(0, spectral);
  return (source, random, out) => {
    if (source.length !== frames * bins || out.length !== frames * bins || source === out) {
      throw new UserError(
        `Expected two spectrograms of ${frames} frames × ${bins} bins, but found ` +
          `${source.length} values to read and ${out.length} to write`,
      );
    }
    warpTime(
      1 + symmetricUniform(random, config.stretch),
      symmetricUniform(random, config.timeShiftFrames),
      grid.framePositions,
    );
    warpFrequencies(
      frequencies,
      drawWarp(config, frequencies[spectral - 1], random),
      spectralPositions,
    );
    drawCurve(random, spectralRaise);
    const gain = symmetricUniform(random, config.gainDecibels);
    for (let bin = 0; bin < spectral; bin++) spectralRaise[bin] += gain;
    interpolate(source, grid, out);
    if (config.noiseDecibels > 0) {
      addNormalNoise(out, config.noiseDecibels * random.uniform(), random);
    }
    mask(out, { bins, spectral }, config, random);
  };
}

function checkShape(frames: number, bins: number, frequencies: ArrayLike<number>): void {
  if (!Number.isInteger(frames) || !Number.isInteger(bins) || frames < 1 || bins < 1) {
    throw new UserError(
      `Expected whole numbers of frames and bins from 1, but found ${frames} and ${bins}`,
    );
  }
  if (frequencies.length !== bins) {
    throw new UserError(`Expected ${bins} frequencies, but found ${frequencies.length}`);
  }
  for (let bin = 1; bin < bins; bin++) {
    if (!(frequencies[bin] > frequencies[bin - 1])) {
      throw new UserError(
        `Expected rising frequencies, but found ${frequencies[bin]} after ${frequencies[bin - 1]}`,
      );
    }
  }
}

/** The old frequency of a new one: the pitch is moved after the vocal tract was changed. */
function drawWarp(
  { vtlp, pitchSemitones }: SpectrogramAugmentation,
  highest: number,
  random: Random,
): (frequency: number) => number {
  const unwarp = unwarpVocalTract(1 + symmetricUniform(random, vtlp), highest);
  const unshift = unshiftPitch(symmetricUniform(random, pitchSemitones));
  return (frequency) => unwarp(unshift(frequency));
}

function mask(
  values: Float32Array,
  { bins, spectral }: { bins: number; spectral: number },
  { timeMasks, timeMaskFrames, frequencyMasks, frequencyMaskBins }: SpectrogramAugmentation,
  random: Random,
): void {
  if (timeMasks + frequencyMasks === 0) return;
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i];
  mean /= values.length;
  for (let i = 0; i < timeMasks; i++) maskTime(values, bins, timeMaskFrames, mean, random);
  for (let i = 0; i < frequencyMasks; i++) {
    maskFrequency(values, bins, frequencyMaskBins, mean, random, spectral);
  }
}

/**
 * Masks a stretch of frames, in place: its length is uniform in 0…`mostFrames`, its place uniform
 * (Park et al., "SpecAugment", Interspeech 2019, section 2). A mask is never longer than the
 * spectrogram.
 *
 * @param values [frames, bins], row-major
 * @param fill what takes the place of the values; the paper's is their mean
 */
export function maskTime(
  values: Float32Array,
  bins: number,
  mostFrames: number,
  fill: number,
  random: Random,
): void {
  const frames = values.length / bins;
  const length = random.integer(0, Math.min(mostFrames, frames));
  const start = random.integer(0, frames - length);
  values.fill(fill, start * bins, (start + length) * bins);
}

/**
 * Masks a band of bins in all frames, as {@link maskTime} does a stretch of frames; only the first
 * `maskable` of the `bins` may be masked.
 */
export function maskFrequency(
  values: Float32Array,
  bins: number,
  mostBins: number,
  fill: number,
  random: Random,
  maskable = bins,
): void {
  const length = random.integer(0, Math.min(mostBins, maskable));
  const start = random.integer(0, maskable - length);
  for (let row = 0; row < values.length; row += bins) {
    values.fill(fill, row + start, row + start + length);
  }
}

// How spectrograms are varied while a network is trained.

/** A share of something, from 0 (off) to less than the whole. */
const share = z.number().min(0).lt(1);

/**
 * What is varied and by how much; 0 turns a part off. JSON-serialisable and checked. Amounts in
 * decibels are in the unit of the spectrogram's values: of standardised ones they are shares of
 * the standard deviation.
 */
export const spectrogramAugmentationSchema = z.object({
  /** So many stretches of time are masked (SpecAugment; Park et al., 2019). */
  timeMasks: z.int().min(0).max(100),
  /** Each covers up to this many frames. */
  timeMaskFrames: z.int().min(0),
  /** So many bands of frequency are masked. */
  frequencyMasks: z.int().min(0).max(100),
  /** Each covers up to this many bins. */
  frequencyMaskBins: z.int().min(0),
  /** Moves by up to so many frames, earlier or later. */
  timeShiftFrames: z.number().min(0),
  /** Speaks faster or slower by a factor from 1 - stretch to 1 + stretch. */
  stretch: share,
  /**
   * Vocal-tract-length perturbation by a factor from 1 - vtlp to 1 + vtlp (Jaitly and Hinton,
   * 2013).
   */
  vtlp: z.number().min(0).max(0.5),
  /** Moves all frequencies by up to so many semitones, up or down. */
  pitchSemitones: z.number().min(0).max(24),
  /**
   * Standard deviation of a smooth random curve over frequency: another voice, room, microphone.
   */
  tiltDecibels: z.number().min(0),
  /** Raises or lowers the level by up to this much. */
  gainDecibels: z.number().min(0),
  /** The largest standard deviation of noise on each value; each spectrogram draws its own. */
  noiseDecibels: z.number().min(0),
}).strict();

/** See {@link spectrogramAugmentationSchema}. */
export type SpectrogramAugmentation = z.infer<typeof spectrogramAugmentationSchema>;

/** Spectrograms stay as they are. */
export const noSpectrogramAugmentation: SpectrogramAugmentation = {
  timeMasks: 0,
  timeMaskFrames: 0,
  frequencyMasks: 0,
  frequencyMaskBins: 0,
  timeShiftFrames: 0,
  stretch: 0,
  vtlp: 0,
  pitchSemitones: 0,
  tiltDecibels: 0,
  gainDecibels: 0,
  noiseDecibels: 0,
};
