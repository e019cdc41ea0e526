/** How spectrograms are varied while a network is trained. */
import { z } from "zod";

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
  /** Vocal-tract-length perturbation by a factor from 1 - vtlp to 1 + vtlp (Jaitly and Hinton, 2013). */
  vtlp: z.number().min(0).max(0.5),
  /** Moves all frequencies by up to so many semitones, up or down. */
  pitchSemitones: z.number().min(0).max(24),
  /** Standard deviation of a smooth random curve over frequency: another voice, room, microphone. */
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
