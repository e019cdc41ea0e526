/** In: the channels of a recording. Out: one channel, their mean where that keeps the sound. */
import type { Mixing } from "./audio.ts";

/**
 * The mean of `channels`, each [samples] and equally long. A single channel is returned as it is,
 * not copied.
 *
 * @example
 * ```ts
 * mixToMono([Float32Array.of(1, 0), Float32Array.of(0, 0)]); // [0.5, 0]
 * ```
 */
export function mixToMono(channels: Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0];
  const mono = new Float32Array(channels[0].length);
  for (let i = 0; i < mono.length; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i];
    mono[i] = sum / channels.length;
  }
  return mono;
}

/** A channel this far below the loudest is silent: a microphone that was not plugged in. */
const SILENT_DB = 50;
/**
 * Channels whose mean has less than this share of their power cancel each other: for two of them a
 * correlation below -0.9, an inverted cable. Eight that have nothing to do with each other keep 1/8.
 */
const LEAST_KEPT = 0.05;

/**
 * One channel of a recording: the mean of `channels` without silent ones; where that mean would
 * cancel the sound, since one channel is the other turned upside down, the loudest channel alone.
 *
 * @example
 * ```ts
 * const voice = Float32Array.of(0.5, -0.5);
 * monoOf([voice, voice.map((value) => -value)]); // { samples: voice, mixing: "oneOfOpposed" }
 * ```
 */
export function monoOf(channels: Float32Array[]): { samples: Float32Array; mixing: Mixing } {
  if (channels.length === 1) return { samples: channels[0], mixing: "mean" };
  const powers = channels.map(power);
  const loudest = Math.max(...powers);
  const heard = channels.filter((_, at) => powers[at] > loudest * 10 ** (-SILENT_DB / 10));
  // All are silent.
  if (heard.length === 0) return { samples: mixToMono(channels), mixing: "mean" };
  const samples = mixToMono(heard);
  const kept = power(samples) / (heard.map(power).reduce((a, b) => a + b) / heard.length);
  if (kept < LEAST_KEPT) {
    return { samples: channels[powers.indexOf(loudest)], mixing: "oneOfOpposed" };
  }
  return { samples, mixing: heard.length < channels.length ? "withoutSilent" : "mean" };
}

function power(samples: Float32Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return sum;
}
