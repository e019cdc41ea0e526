/** What a decoded recording is: the shapes that readers, resampler and features share. */

/** A decoded file, each channel apart. */
export interface DecodedAudio {
  /** One array a channel, each [samples], full scale ±1. */
  channels: Float32Array[];
  /** Sampling rate in hertz. */
  sampleRateHz: number;
}

/**
 * How several channels became one: their mean, the mean without silent ones, or the loudest one,
 * since others are its opposite and the mean would cancel it.
 */
export type Mixing = "mean" | "withoutSilent" | "oneOfOpposed";

/** A recording ready for analysis: one channel. */
export interface Audio {
  /** Of all channels as {@link Audio.mixing} says, [samples], full scale ±1. */
  samples: Float32Array;
  /** Sampling rate in hertz. */
  sampleRateHz: number;
  /** How many channels the file holds. */
  channels: number;
  /** "mean" where it is left out. */
  mixing?: Mixing;
  /** Duration in seconds. */
  durationS: number;
}
