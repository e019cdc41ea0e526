/** In: a trained network and decoded sound. Out: how probable each class is. */
import { UserError } from "../base/user_error.ts";
import type { Audio } from "../data/audio/audio.ts";
import { createFeatureExtractor } from "../dsp/create_feature_extractor.ts";
import type { FeatureSet } from "../dsp/feature_config.ts";
import { applyNormaliser } from "../dsp/normalise.ts";
import { openModel } from "./open_model.ts";
import type { RunDescription } from "./read_run.ts";
import { framesSeconds } from "./sound_length.ts";

/** What the network says of a sound. */
export interface SoundPrediction {
  /** The most probable class. */
  predicted: string;
  /** Of each class, in the order of the network's outputs. */
  probabilities: Record<string, number>;
  /** Length of the sound. */
  durationS: number;
  /** So many seconds of it were used: networks see a fixed number of frames. */
  usedS: number;
}

/** Asks a run's network about sounds. */
export interface SoundPredictor {
  /** The emotion of one sound, of which the first `usedS` seconds are used. */
  predict(audio: Audio): Promise<SoundPrediction>;
  /** Frees the network. */
  dispose(): void;
}

/**
 * Opens the run's network for sounds. Who speaks in one is unknown: for features normalised per
 * speaker see applyNormaliser.
 * Throws UserError where the run was not trained on recordings.
 *
 * @example
 * ```ts
 * const predictor = await openSoundPredictor(await readRun("runs/…"));
 * const { predicted } = await predictor.predict(decodeAudio(bytes, "the recording"));
 * ```
 */
export async function openSoundPredictor(run: RunDescription): Promise<SoundPredictor> {
  const { features } = run.config;
  const { classes } = run.corpus;
  if (features === null) {
    const what = run.corpus.kind === "images" ? "pictures" : "a table of features";
    throw new UserError(
      `Expected ${run.folder} to be trained on recordings, but it is trained on ${what}`,
    );
  }
  const extractor = createFeatureExtractor(features);
  const model = await openModel(run);
  const { frames, bins } = extractor;
  const framesS = framesSeconds(features);
  return {
    predict: async (audio) => {
      const ids = ["sound"];
      const raw: FeatureSet = { ids, data: extractor.extract(audio), shape: [1, frames, bins] };
      const { data } = applyNormaliser(raw, run.normaliser);
      const output = await model.predict({ ids, labels: [0], data, sampleShape: [frames, bins] });
      const probabilities = Object.fromEntries(classes.map((name, at) => [name, output[at]]));
      const predicted = classes[output.indexOf(Math.max(...output))];
      const { durationS } = audio;
      const usedS = features.functionals ? durationS : Math.min(durationS, framesS);
      return { predicted, probabilities, durationS, usedS };
    },
    dispose: model.dispose,
  };
}
