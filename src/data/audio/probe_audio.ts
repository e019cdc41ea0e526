import { audioFormat } from "./audio_format.ts";
import { probeFlac } from "./flac.ts";
import { openWav } from "./wav.ts";

/** What is known of an audio file before its features. */
interface AudioHeader {
  sampleRateHz: number;
  channels: number;
  /** Seconds. */
  durationS: number;
}

/**
 * What the headers of a WAV or FLAC file say, told apart by content, by the same readers that
 * decode it: a file that they refuse by its header is refused here. Samples are decoded only where
 * the header does not tell enough: those of a FLAC file of unknown length are counted, those that
 * are floats must be numbers. Throws UserError, naming `path`.
 */
export function probeAudio(bytes: Uint8Array, path: string): AudioHeader {
  if (audioFormat(bytes, path) === "flac") {
    const { sampleRateHz, channels, samples } = probeFlac(bytes, path);
    return { sampleRateHz, channels, durationS: samples / sampleRateHz };
  }
  const { sampleRateHz, channels, frames, isFloat, read } = openWav(bytes, path);
  if (isFloat) read(); // Throws where samples are no numbers.
  return { sampleRateHz, channels, durationS: frames / sampleRateHz };
}
