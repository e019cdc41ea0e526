/** In: the bytes of a WAV or FLAC file. Out: one channel of samples with its sampling rate. */
import type { Audio } from "./audio.ts";
import { audioFormat } from "./audio_format.ts";
import { decodeFlac } from "./decode_flac.ts";
import { decodeWav } from "./decode_wav.ts";
import { monoOf } from "./mix_to_mono.ts";

/**
 * Decodes `bytes`, whose format is recognised by content, and mixes it to mono (see monoOf). `name`
 * is the file's name for error texts. Throws a UserError for other formats, for damaged files and
 * for samples that are no numbers.
 */
export function decodeAudio(bytes: Uint8Array, name: string): Audio {
  const decode = audioFormat(bytes, name) === "flac" ? decodeFlac : decodeWav;
  const { channels, sampleRateHz } = decode(bytes, name);
  const { samples, mixing } = monoOf(channels);
  return {
    samples,
    sampleRateHz,
    channels: channels.length,
    ...(mixing === "mean" ? {} : { mixing }),
    durationS: samples.length / sampleRateHz,
  };
}
