/** What a decoded recording is: the shapes and limits that readers, resampler and features share. */
import { UserError } from "../../base/user_error.ts";

/** Sampling rates that are read, in hertz; what is beyond them comes from a damaged header. */
export const sampleRates = { lowestHz: 1_000, highestHz: 768_000 } as const;

/**
 * Samples are no larger than this: floats that were scaled as integers of 32 bits still are. What is
 * beyond is no sound.
 */
const LARGEST_SAMPLE = 2 ** 31;

/** Throws UserError, naming the file, for a rate outside {@link sampleRates}. */
export function checkRate(sampleRateHz: number, name: string): void {
  const { lowestHz, highestHz } = sampleRates;
  if (sampleRateHz >= lowestHz && sampleRateHz <= highestHz) return;
  throw new UserError(
    `Expected ${name} to have a sampling rate of ${lowestHz} to ${highestHz} Hz, but found ` +
      `${sampleRateHz} Hz`,
  );
}

/** Throws UserError, naming the file, for samples that are no numbers or too large for a sound. */
export function checkSamples(channels: readonly Float32Array[], name: string): void {
  for (const samples of channels) {
    for (let i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i]) <= LARGEST_SAMPLE) continue;
      throw new UserError(
        `Expected ${name} to hold samples of about -1 to 1, but sample ${i} is ${samples[i]}`,
      );
    }
  }
}

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
