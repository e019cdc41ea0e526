import { UserError } from "../../base/user_error.ts";
import { openAiff, openCaf } from "./aiff_caf.ts";
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
 * What the headers of a WAV, FLAC, AIFF or CAF file say, told apart by content, by the same readers
 * that decode it: a file that they refuse by its header is refused here. Samples are decoded only where
 * the header does not tell enough: those of a FLAC file of unknown length are counted, those that are
 * floats must be numbers. Throws UserError, naming `path`; so too for formats whose header does not
 * bound what they decode to (MP3, Ogg, MP4, WebM).
 */
export function probeAudio(bytes: Uint8Array, path: string): AudioHeader {
  const format = audioFormat(bytes, path);
  if (format === "flac") {
    const { sampleRateHz, channels, samples } = probeFlac(bytes, path);
    return { sampleRateHz, channels, durationS: samples / sampleRateHz };
  }
  if (format !== "wav" && format !== "aiff" && format !== "caf") {
    throw new UserError(
      `Expected ${path} to be a WAV, FLAC, AIFF or CAF file here, but it is ${format}; convert it, ` +
        `such as by ffmpeg -i INPUT OUTPUT.wav`,
    );
  }
  const { sampleRateHz, channels, frames, isFloat, read } = openers[format](bytes, path);
  if (isFloat) read(); // Throws where samples are no numbers.
  return { sampleRateHz, channels, durationS: frames / sampleRateHz };
}

const openers = { wav: openWav, aiff: openAiff, caf: openCaf } as const;
