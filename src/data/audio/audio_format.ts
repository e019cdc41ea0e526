/**
 * What a decoded recording is: the shapes and limits that readers, resampler and features share.
 */
import { UserError } from "../../base/user_error.ts";

/** Sampling rates that are read, in hertz; what is beyond them comes from a damaged header. */
const sampleRates = { lowestHz: 1_000, highestHz: 768_000 } as const;

/**
 * Samples are no larger than this: floats that were scaled as integers of 32 bits still are. What
 * is beyond is no sound.
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

/** How files begin that are not read; "?" stands for any byte. */
const OTHERS: readonly [string, string][] = [
  ["OggS", "Ogg (Vorbis or Opus)"],
  ["\x1aE\xdf\xa3", "WebM or Matroska"],
  ["????ftyp", "MP4 (M4A)"],
  ["FORM????AIF", "AIFF"],
  [".snd", "AU"],
  ["caff", "CAF"],
  ["riff.\x91\xcf\x11", "Wave64"],
  ["#!AMR", "AMR"],
  ["RIFF????AVI ", "AVI"],
  ["wvpk", "WavPack"],
  ["MAC ", "Monkey's Audio"],
  ["0&\xb2u\x8ef\xcf\x11", "Windows Media"],
];

/**
 * "wav" or "flac", behind any tags. Throws UserError, naming `name`, for everything else, with what
 * it is where that is known and what converts it.
 */
export function audioFormat(bytes: Uint8Array, name: string): "wav" | "flac" {
  if (bytes.length === 0) throw new UserError(`Expected ${name} to hold audio, but it is empty`);
  const before = tagBytesBefore(bytes);
  const start = String.fromCharCode(...bytes.subarray(before, before + 12));
  if (start.startsWith("fLaC")) return "flac";
  if (/^(RIFF....WAVE|RF64|RIFX)/s.test(start)) return "wav";
  const other = OTHERS.find(([beginning]) => isLike(start, beginning))?.[1] ??
    (isMp3(bytes, before) ? "MP3" : undefined);
  throw new UserError(
    other === undefined
      ? `Expected ${name} to be a WAV or FLAC file, but it begins as neither does`
      : `Expected ${name} to be a WAV or FLAC file, but it is ${other}; convert it, such as by ` +
        `ffmpeg -i INPUT OUTPUT.wav`,
  );
}

function isLike(start: string, beginning: string): boolean {
  return beginning.length <= start.length &&
    [...beginning].every((character, at) => character === "?" || character === start[at]);
}

/** A frame of MPEG audio, or an ID3 tag, which only other formats share. */
function isMp3(bytes: Uint8Array, before: number): boolean {
  const isFrame = bytes[before] === 0xff && (bytes[before + 1] & 0xe6) >= 0xe2 &&
    (bytes[before + 2] & 0xf0) !== 0xf0;
  return isFrame || before > 0;
}

/**
 * Bytes of the ID3v2 tags (one or more, as id3.org's version 2.4.0 lays them out) in front of the
 * sound; 0 where there are none.
 */
export function tagBytesBefore(bytes: Uint8Array): number {
  let at = 0;
  while (bytes.length >= at + 10 && isTag(bytes, at)) {
    const size = [6, 7, 8, 9].reduce((sum, place) => sum * 128 + bytes[at + place], 0);
    const footer = bytes[at + 5] & 0x10 ? 10 : 0;
    at += 10 + size + footer;
  }
  return Math.min(at, bytes.length);
}

/** "ID3", a version below 255, and a size whose bytes have seven bits. */
function isTag(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x49 && bytes[at + 1] === 0x44 && bytes[at + 2] === 0x33 &&
    bytes[at + 3] < 0xff && bytes[at + 4] < 0xff &&
    [6, 7, 8, 9].every((place) => bytes[at + place] < 0x80);
}

/** Whether what stands at `at` is a tag that players put behind the sound: ID3, APE or Lyrics3. */
export function isTagBehind(bytes: Uint8Array, at: number): boolean {
  const start = String.fromCharCode(...bytes.subarray(at, at + 11));
  return /^(TAG|ID3|APETAGEX|LYRICSBEGIN)/.test(start);
}
