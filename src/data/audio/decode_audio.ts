/** In: the bytes of a WAV or FLAC file. Out: one channel of samples with its sampling rate. */
import { UserError } from "../../base/user_error.ts";
import type { Audio, DecodedAudio } from "./audio.ts";
import { decodeFlac } from "./decode_flac.ts";
import { decodeWav } from "./decode_wav.ts";
import { monoOf } from "./mix_to_mono.ts";

/**
 * Decodes `bytes`, whose format is recognised by content, and mixes it to mono (see monoOf). `name`
 * is the file's name for error texts. Throws a UserError for other formats, for damaged files and
 * for samples that are no numbers.
 */
export function decodeAudio(bytes: Uint8Array, name: string): Audio {
  const { channels, sampleRateHz } = decodeByContent(bytes, name);
  const { samples, mixing } = monoOf(channels);
  if (!samples.every(Number.isFinite)) {
    const at = channels[0].findIndex((_, n) => channels.some((own) => !Number.isFinite(own[n])));
    throw new UserError(
      `Expected ${name} to hold numbers as samples, but sample ${at} is none (NaN or infinite)`,
    );
  }
  return {
    samples,
    sampleRateHz,
    channels: channels.length,
    ...(mixing === "mean" ? {} : { mixing }),
    durationS: samples.length / sampleRateHz,
  };
}

function decodeByContent(bytes: Uint8Array, name: string): DecodedAudio {
  if (bytes.length === 0) throw new UserError(`Expected ${name} to hold audio, but it is empty`);
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic === "fLaC") return decodeFlac(bytes, name);
  if (magic === "RIFF" || magic === "RF64" || magic === "RIFX") return decodeWav(bytes, name);
  throw new UserError(`Expected ${name} to be a WAV or FLAC file, but it begins as neither does`);
}
