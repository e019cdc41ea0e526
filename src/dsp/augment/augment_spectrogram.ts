/** In: a spectrogram and a random stream. Out: another that could be of the same emotion. */
import { addNormalNoise, eitherWay, type Random } from "../../base/random.ts";
import { UserError } from "../../base/user_error.ts";
import { createEqualiserCurve } from "./equaliser_curve.ts";
import { createSpectrogramInterpolator } from "./interpolate_spectrogram.ts";
import { maskFrequency, maskTime } from "./mask_spectrogram.ts";
import type { SpectrogramAugmentation } from "./spectrogram_augmentation.ts";
import { unshiftPitch, unwarpVocalTract, warpFrequencies } from "./warp_frequencies.ts";
import { warpTime } from "./warp_time.ts";

/**
 * Varies `source` [frames, bins] into `out` [frames, bins], another array. All that is random comes
 * from `random`. Throws a UserError where one has another size.
 */
export type SpectrogramAugmenter = (
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
 * const augment = createSpectrogramAugmenter(128, 129, { ...noSpectrogramAugmentation, vtlp: 0.1 });
 * augment(spectrogram, createRandom(seed, "augment", epoch, row), out);
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
      1 + eitherWay(random, config.stretch),
      eitherWay(random, config.timeShiftFrames),
      grid.framePositions,
    );
    warpFrequencies(
      frequencies,
      drawWarp(config, frequencies[spectral - 1], random),
      spectralPositions,
    );
    drawCurve(random, spectralRaise);
    const gain = eitherWay(random, config.gainDecibels);
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
  const unwarp = unwarpVocalTract(1 + eitherWay(random, vtlp), highest);
  const unshift = unshiftPitch(eitherWay(random, pitchSemitones));
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
