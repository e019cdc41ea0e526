/** In: the path of a WAV or FLAC file. Out: one channel of samples with its sampling rate. */
import { unreadableFile } from "../../base/files.ts";
import type { Audio } from "./audio.ts";
import { decodeAudio } from "./decode_audio.ts";

const EXPECTED = "a WAV or FLAC file";

/**
 * Reads the WAV or FLAC file at `path`, recognised by content, and mixes it to mono.
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
export function readAudioSync(path: string): Audio {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    throw unreadableFile(path, error, EXPECTED);
  }
  return decodeAudio(bytes, path);
}
