import { unreadableFile } from "../../base/files.ts";
import { openAiff, openCaf } from "./aiff_caf.ts";
import {
  type Audio,
  AUDIO_FORMATS,
  audioFormat,
  type DecodedAudio,
  type Mixing,
} from "./audio_format.ts";
import { decodeCompressed } from "./compressed.ts";
import { decodeFlac } from "./flac.ts";
import { decodeWav, type WavFile } from "./wav.ts";

const EXPECTED = `a ${AUDIO_FORMATS}`;

/**
 * Reads the sound file at `path` (see docs/data.md for the formats), recognised by content, and mixes it to mono.
 * Throws a UserError where it is missing, of another format or damaged.
 *
 * @example
 * ```ts
 * const { samples, sampleRateHz } = await readAudio("Angry/1157_kz_acik.wav");
 * ```
 */
export async function readAudio(path: string): Promise<Audio> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    throw unreadableFile(path, error, EXPECTED);
  }
  return decodeAudio(bytes, path);
}

/** {@link readAudio} for workers, where waiting for a small file costs more than reading it. */
export async function readAudioAtOnce(path: string): Promise<Audio> {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    throw unreadableFile(path, error, EXPECTED);
  }
  return await decodeAudio(bytes, path);
}

/**
 * Decodes `bytes`, whose format is recognised by content, and mixes it to mono (see monoOf). `name`
 * is the file's name for error texts. Throws a UserError for other formats, for damaged files and
 * for samples that are no numbers.
 */
export async function decodeAudio(bytes: Uint8Array, name: string): Promise<Audio> {
  const { channels, sampleRateHz } = await decodeChannels(bytes, name);
  const { samples, mixing } = monoOf(channels);
  return {
    samples,
    sampleRateHz,
    channels: channels.length,
    ...(mixing === "mean" ? {} : { mixing }),
    durationS: samples.length / sampleRateHz,
  };
}

function decodeChannels(bytes: Uint8Array, name: string): DecodedAudio | Promise<DecodedAudio> {
  const format = audioFormat(bytes, name);
  switch (format) {
    case "wav":
      return decodeWav(bytes, name);
    case "flac":
      return decodeFlac(bytes, name);
    case "aiff":
      return samplesOf(openAiff(bytes, name));
    case "caf":
      return samplesOf(openCaf(bytes, name));
    default:
      return decodeCompressed(bytes, format, name);
  }
}

function samplesOf({ sampleRateHz, read }: WavFile): DecodedAudio {
  return { channels: read(), sampleRateHz };
}

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
 * correlation below -0.9, an inverted cable. Eight that have nothing to do with each other keep
 * 1/8.
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
