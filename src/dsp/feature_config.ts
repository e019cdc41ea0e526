/** What determines a clip's features: the shape and the scale of its spectrogram. */
import { z } from "zod";

/** Sampling rate, STFT, scale and length of the features; JSON-serialisable and checked. */
export const featureConfigSchema = z.object({
  /** Clips are resampled to this rate, in hertz. */
  sampleRateHz: z.int().min(1000).max(192_000),
  /** FFT length in samples, a power of two from 64 to 4096. */
  fftSize: z.int().min(64).max(4096).refine((n) => (n & (n - 1)) === 0, {
    message: "Expected fftSize to be a power of two",
  }),
  /** Samples between the starts of neighbouring frames. */
  hopSamples: z.int().min(1).max(4096),
  window: z.enum(["hann", "hamming", "blackman", "rectangular"]),
  /** How the signal is padded so that frame t is centred at t * hopSamples; "none" does not pad. */
  centre: z.enum(["reflect", "constant", "none"]),
  scale: z.enum(["magnitude", "power", "log"]),
  /** For "log": values more than this many decibels below the clip's peak are raised to it. */
  floorDb: z.number().positive(),
  /** Every clip is cropped or padded to this many frames. */
  frames: z.int().min(1).max(8192),
  /** Where a clip longer than `frames` is cropped, and a shorter one is padded. */
  alignment: z.enum(["start", "centre"]),
  /** Normalisation fitted on the training part: per frequency bin, over everything, or none. */
  normalisation: z.enum(["perBin", "global", "none"]),
}).strict();

/** See {@link featureConfigSchema}. */
export type FeatureConfig = z.infer<typeof featureConfigSchema>;

/** The features of some clips. */
export interface FeatureSet {
  /** Clip ids, in the order of the rows. */
  ids: string[];
  /** [clip, frame, bin], row-major. */
  data: Float32Array;
  /** [clips, frames, bins]. */
  shape: [number, number, number];
}
