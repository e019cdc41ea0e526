/** What a decoded recording is: the shapes that readers, resampler and features share. */

/** A decoded file, each channel apart. */
export interface DecodedAudio {
  /** One array a channel, each [samples], full scale ±1. */
  channels: Float32Array[];
  /** Sampling rate in hertz. */
  sampleRateHz: number;
}

/** A recording ready for analysis: one channel. */
export interface Audio {
  /** Mean of the channels, [samples], full scale ±1. */
  samples: Float32Array;
  /** Sampling rate in hertz. */
  sampleRateHz: number;
  /** How many channels the file holds. */
  channels: number;
  /** Duration in seconds. */
  durationS: number;
}
