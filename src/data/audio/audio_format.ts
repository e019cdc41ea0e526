/** In: an audio file's bytes. Out: whether it is WAV or FLAC, or which other format it is. */
import { UserError } from "../../base/user_error.ts";
import { tagBytesBefore } from "./tags.ts";

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
 * "wav" or "flac", behind any tags. Throws UserError, naming `name`, for everything else, with what it
 * is where that is known and what converts it.
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
