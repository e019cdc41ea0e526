/** In: a trained network and a sound file. Out: how probable each class is. */
import { UserError } from "../base/user_error.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { openSoundPredictor, type SoundPrediction } from "./predict_sound.ts";
import type { RunDescription } from "./read_run.ts";

/** What the network says of a file. */
export interface FilePrediction extends SoundPrediction {
  file: string;
}

/** Asks a run's network about files. */
export interface FilePredictor {
  /** Throws UserError where the file is missing, no sound, damaged, or a picture. */
  predict(file: string): Promise<FilePrediction>;
  dispose(): void;
}

/**
 * Opens the run's network for sound files. Throws UserError where the run was not trained on
 * recordings.
 *
 * @example
 * ```ts
 * const predictor = await openFilePredictor(await readRun("runs/…"));
 * const { predicted } = await predictor.predict("kz_acik.wav");
 * ```
 */
export async function openFilePredictor(run: RunDescription): Promise<FilePredictor> {
  const sounds = await openSoundPredictor(run);
  return {
    predict: async (file) => {
      if (await isPicture(file)) {
        throw new UserError(`${file} is a picture, but predict understands sound files so far`);
      }
      return { file, ...await sounds.predict(await readAudio(file)) };
    },
    dispose: sounds.dispose,
  };
}

/** How files of the common picture formats begin: JPEG, PNG, GIF, TIFF (both orders). */
const PICTURES = ["\xff\xd8\xff", "\x89PNG", "GIF8", "II*\0", "MM\0*"];

async function isPicture(path: string): Promise<boolean> {
  const start = new Uint8Array(12);
  try {
    using file = await Deno.open(path);
    await file.read(start);
  } catch {
    return false; // The reader of sound tells what is wrong.
  }
  const text = String.fromCharCode(...start);
  const isWebp = text.startsWith("RIFF") && text.endsWith("WEBP");
  return isWebp || PICTURES.some((magic) => text.startsWith(magic));
}
