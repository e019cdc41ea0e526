/**
 * What a decoded recording is: the shapes and limits that readers, resampler and features share.
 */
import { UserError } from "../../base/user_error.ts";
import { oggCodec } from "./packets.ts";

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

/** What is read, by how it begins; "?" stands for any byte. */
export type AudioFormat =
  | "wav"
  | "flac"
  | "aiff"
  | "caf"
  | "mp3"
  | "vorbis"
  | "opus"
  | "aac"
  | "webm";

const BEGINNINGS: readonly [string, AudioFormat][] = [
  ["fLaC", "flac"],
  ["RIFF????WAVE", "wav"],
  ["RF64", "wav"],
  ["BW64", "wav"],
  ["RIFX", "wav"], // its reader says what is wrong
  ["FORM????AIF", "aiff"],
  ["caff", "caf"],
  ["\x1aE\xdf\xa3", "webm"],
  ["????ftyp", "aac"],
];

/** How files begin that are not read. */
const OTHERS: readonly [string, string][] = [
  ["OggS", "Ogg (neither Vorbis nor Opus)"],
  [".snd", "AU"],
  ["riff.\x91\xcf\x11", "Wave64"],
  ["#!AMR", "AMR"],
  ["RIFF????AVI ", "AVI"],
  ["wvpk", "WavPack"],
  ["MAC ", "Monkey's Audio"],
  ["0&\xb2u\x8ef\xcf\x11", "Windows Media"],
];

/** The formats that are read, for texts. */
export const AUDIO_FORMATS = "WAV, FLAC, AIFF, CAF, MP3, Ogg, Opus, M4A or WebM file";

/**
 * The format, behind any tags. Throws UserError, naming `name`, for everything else, with what it is
 * where that is known and what converts it.
 */
export function audioFormat(bytes: Uint8Array, name: string): AudioFormat {
  if (bytes.length === 0) throw new UserError(`Expected ${name} to hold audio, but it is empty`);
  const before = tagBytesBefore(bytes);
  const start = String.fromCharCode(...bytes.subarray(before, before + 12));
  const found = BEGINNINGS.find(([beginning]) => isLike(start, beginning))?.[1];
  if (found) return found;
  const ogg = start.startsWith("OggS") ? oggCodec(bytes.subarray(before)) : undefined;
  if (ogg) return ogg === "Opus" ? "opus" : "vorbis";
  const other = OTHERS.find(([beginning]) => isLike(start, beginning))?.[1];
  // Layer bits of 0 are those of AAC's ADTS.
  if (!other && bytes[before] === 0xff && (bytes[before + 1] & 0xf6) === 0xf0) return "aac";
  if (!other && isMp3(bytes, before)) return "mp3";
  throw new UserError(
    other === undefined
      ? `Expected ${name} to be a ${AUDIO_FORMATS}, but it begins as none does`
      : `Expected ${name} to be a ${AUDIO_FORMATS}, but it is ${other}; convert it, such as by ` +
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
