/** In: a trained network and files of its medium. Out: how probable each class is. */
import { UserError } from "../base/user_error.ts";
import type { Audio } from "../data/audio/audio_format.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { fileMedium, type Medium } from "../data/files.ts";
import {
  openPhotoPredictor,
  type PhotoOptions,
  type PhotoPrediction,
} from "../facecnn/predict_photo.ts";
import { openFacePredictor } from "./open_face_predictor.ts";
import { openSoundPredictor, type SoundPrediction } from "./predict_sound.ts";
import type { RunDescription } from "./read_run.ts";

/** What the network says of a sound file. */
export interface SoundFilePrediction extends SoundPrediction {
  file: string;
}

/** What a network says of a file; only photos have faces. */
export type FilePrediction = SoundFilePrediction | PhotoPrediction;

/** Asks a run's network about files. */
export interface FilePredictor {
  /** Throws UserError where the file is missing, of the other medium, of no known one or damaged. */
  predict(file: string): Promise<FilePrediction>;
  /**
   * Predicts sound files of one speaker together, see SoundPredictor. A file that cannot be read is
   * its UserError in the result. Photos are predicted one by one.
   */
  predictTogether(files: readonly string[]): Promise<(FilePrediction | UserError)[]>;
  dispose(): void;
}

/** What files a run's network understands. */
export function mediumOf({ corpus }: RunDescription): Medium {
  return corpus.kind === "images" ? "picture" : "sound";
}

/**
 * Opens the run's network for sound files, or for photos where it was trained on pictures; these
 * are looked at as `photos` says. Throws UserError where the run was trained on a table.
 *
 * @example
 * ```ts
 * const predictor = await openFilePredictor(await readRun("runs/…"));
 * const { predicted } = await predictor.predict("kz_acik.wav");
 * ```
 */
export async function openFilePredictor(
  run: RunDescription,
  photos: PhotoOptions = {},
): Promise<FilePredictor> {
  const medium = mediumOf(run);
  const { predict, predictTogether, dispose } =
    await (medium === "picture" ? openPhotos(run, photos) : openSounds(run));
  const refuseOtherMedium = async (file: string) => {
    const found = await fileMedium(file);
    if (found === medium) return;
    const trained = medium === "picture" ? "pictures" : "recordings";
    throw new UserError(`${file} is a ${found}, but ${run.folder} is trained on ${trained}`);
  };
  return {
    predict: async (file) => {
      await refuseOtherMedium(file);
      return await predict(file);
    },
    predictTogether: async (files) => {
      const outcomes = await Promise.all(files.map((file) => orUserError(refuseOtherMedium(file))));
      const right = files.filter((_, at) => outcomes[at] === undefined);
      const predictions = await predictTogether(right);
      return outcomes.map((outcome) => outcome ?? predictions.shift()!);
    },
    dispose,
  };
}

async function orUserError<T>(work: Promise<T>): Promise<T | UserError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

async function openSounds(run: RunDescription): Promise<FilePredictor> {
  const { predict, predictTogether, dispose } = await openSoundPredictor(run);
  return {
    predict: async (file) => ({ file, ...await predict(await readAudio(file)) }),
    predictTogether: async (files) => {
      const read = await Promise.all(files.map((file) => orUserError(readAudio(file))));
      const sounds = read.filter((audio): audio is Audio => !(audio instanceof UserError));
      const predictions = sounds.length ? await predictTogether(sounds) : [];
      return read.map((audio, at) =>
        audio instanceof UserError ? audio : { file: files[at], ...predictions.shift()! }
      );
    },
    dispose,
  };
}

async function openPhotos(run: RunDescription, options: PhotoOptions): Promise<FilePredictor> {
  const network = await openFacePredictor(run);
  try {
    const { predict, dispose } = await openPhotoPredictor(network, options);
    return {
      predict,
      predictTogether: async (files) => {
        const outcomes: (PhotoPrediction | UserError)[] = [];
        for (const file of files) outcomes.push(await orUserError(predict(file)));
        return outcomes;
      },
      dispose: () => {
        dispose();
        network.dispose();
      },
    };
  } catch (error) {
    network.dispose();
    throw error;
  }
}
