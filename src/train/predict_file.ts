/** In: a trained network and a sound file. Out: how probable each class is. */
import { UserError } from "../base/user_error.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { createFeatureExtractor } from "../dsp/create_feature_extractor.ts";
import { applyNormaliser } from "../dsp/normalise.ts";
import { openModel } from "./open_model.ts";
import type { RunDescription } from "./read_run.ts";

/** What the network says of a file. */
export interface FilePrediction {
  file: string;
  /** The most probable class. */
  predicted: string;
  /** Of each class, in the order of the network's outputs. */
  probabilities: Record<string, number>;
  durationS: number;
  /** So many seconds of it were used: networks see a fixed number of frames. */
  usedS: number;
}

/** Asks a run's network about files. */
export interface FilePredictor {
  /** Throws UserError where the file is missing, no sound, damaged, or a picture. */
  predict(file: string): Promise<FilePrediction>;
  dispose(): void;
}

/**
 * Opens the run's network for sound files. Who speaks in a file is unknown, so that a network of
 * features normalised per speaker takes each file's own mean and deviation, as if per clip.
 * Throws UserError where the run was trained on a table.
 *
 * @example
 * ```ts
 * const predictor = await openFilePredictor(await readRun("runs/…"));
 * const { predicted } = await predictor.predict("kz_acik.wav");
 * ```
 */
export async function openFilePredictor(run: RunDescription): Promise<FilePredictor> {
  const { features } = run.config;
  const { classes } = run.corpus;
  if (features === null) {
    throw new UserError(
      `Expected ${run.folder} to be trained on recordings, but it is trained on a table of features`,
    );
  }
  const extractor = createFeatureExtractor(features);
  const model = await openModel(run);
  const { frames, bins } = extractor;
  const framesS = ((frames - 1) * features.hopSamples + features.fftSize) / features.sampleRateHz;
  return {
    predict: async (file) => {
      if (await isPicture(file)) {
        throw new UserError(`${file} is a picture, but predict understands sound files so far`);
      }
      const audio = await readAudio(file);
      const raw = extractor.extract(audio);
      const { data } = applyNormaliser(
        { ids: [file], data: raw, shape: [1, frames, bins] },
        run.normaliser,
      );
      const output = await model.predict({
        ...{ ids: [file], labels: [0], data },
        sampleShape: [frames, bins],
      });
      const probabilities = Object.fromEntries(classes.map((name, at) => [name, output[at]]));
      const predicted = classes[output.indexOf(Math.max(...output))];
      const { durationS } = audio;
      return { file, predicted, probabilities, durationS, usedS: Math.min(durationS, framesS) };
    },
    dispose: model.dispose,
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
