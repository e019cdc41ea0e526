/** In: a trained network and decoded sound. Out: how probable each class is. */
import { UserError } from "../base/user_error.ts";
import type { Audio } from "../data/audio/audio_format.ts";
import { createFeatureExtractor } from "../dsp/feature_extractor.ts";
import type { FeatureSet } from "../dsp/feature_config.ts";
import { createInputMeasures } from "../dsp/measure_input.ts";
import { applyNormaliser, withSpeakers } from "../dsp/normalise.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import type { Examples } from "./examples.ts";
import { checkInput, featureDistance, hopelessKinds, type InputWarning } from "./input_check.ts";
import { calibrated, calibrationFor } from "./judge.ts";
import { openModel } from "./open_model.ts";
import type { RunDescription } from "./read_run.ts";
import { framesSeconds } from "./sound_length.ts";

/** What the network says of a sound. */
export interface SoundPrediction {
  /** The most probable class. */
  predicted: string;
  /**
   * True where the network should not be believed: its confidence is less than the run's calibration
   * asks for, or nothing can be heard.
   */
  unsure: boolean;
  /** Of each class, in the order of the network's outputs; calibrated on the validation part. */
  probabilities: Record<string, number>;
  /** Length of the sound. */
  durationS: number;
  /** So many seconds of it were used: networks see a fixed number of frames. */
  usedS: number;
  /** What was known of the speaker. */
  knowledge: Knowledge;
  /** So many sounds of the speaker were predicted together; null where nothing was known. */
  clips: number | null;
  /** Why it may be unlike what the network was trained on; see checkInput. */
  warnings: InputWarning[];
}

/** Asks a run's network about sounds. */
export interface SoundPredictor {
  /** The emotion of one sound, of which the first `usedS` seconds are used. */
  predict(audio: Audio): Promise<SoundPrediction>;
  /**
   * The emotions of sounds by one speaker, in their order: of a network whose features are normalised
   * per speaker by what these sounds have in common. Otherwise, and for a single sound, it is as if
   * each was predicted alone.
   */
  predictTogether(sounds: readonly Audio[]): Promise<SoundPrediction[]>;
  /** Frees the network. */
  dispose(): void;
}

/**
 * Opens the run's network for sounds. Alone a sound is predicted as the run's figure for "nothing"
 * known of its speaker tells, together as that for "unlabelled" clips.
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
  const measure = createInputMeasures();
  const model = await openModel(run);
  const { frames, bins } = extractor;
  const framesS = framesSeconds(features);
  const isPerSpeaker = features.normalisation === "perSpeaker";
  const ask = async (sounds: readonly Audio[], knowledge: Knowledge) => {
    const raw = rawFeatures(sounds);
    const alone = applyNormaliser(raw, run.normaliser);
    const set = knowledge === "nothing" ? alone : applyNormaliser(
      raw,
      withSpeakers(run.normaliser, raw, () => SPEAKER),
      () => SPEAKER,
    );
    const calibration = calibrationFor(run.calibration, knowledge);
    const asked = { ...examplesOf(set), speakers: sounds.map(() => SPEAKER) };
    const output = calibrated(await model.predict(asked), calibration, classes.length);
    return sounds.map((audio, at): SoundPrediction => {
      const own = output.subarray(at * classes.length, (at + 1) * classes.length);
      const confidence = Math.max(...own);
      const warnings = checkInput(
        {
          ...{ audio, measures: measure(audio) },
          distance: run.input && featureDistance(examplesOf(rowOf(alone, at)), run.input),
        },
        run.input,
        features,
      );
      const { durationS } = audio;
      return {
        predicted: classes[own.indexOf(confidence)],
        unsure: confidence < (calibration?.leastConfidence ?? 0) ||
          warnings.some(({ kind }) => hopelessKinds.includes(kind)),
        probabilities: Object.fromEntries(classes.map((name, index) => [name, own[index]])),
        durationS,
        usedS: features.functionals ? durationS : Math.min(durationS, framesS),
        knowledge,
        clips: knowledge === "nothing" ? null : sounds.length,
        warnings,
      };
    });
  };
  const rawFeatures = (sounds: readonly Audio[]): FeatureSet => {
    const data = new Float32Array(sounds.length * frames * bins);
    sounds.forEach((audio, at) =>
      extractor.extract(audio, data.subarray(at * frames * bins, (at + 1) * frames * bins))
    );
    return {
      ids: sounds.map((_, at) => `sound ${at + 1}`),
      data,
      shape: [sounds.length, frames, bins],
    };
  };
  return {
    predict: async (audio) => (await ask([audio], "nothing"))[0],
    predictTogether: async (sounds) =>
      await ask(sounds, isPerSpeaker && sounds.length > 1 ? "unlabelled" : "nothing"),
    dispose: model.dispose,
  };
}

/** Whoever speaks in sounds that are predicted together. */
const SPEAKER = "the speaker";

function examplesOf({ ids, data, shape: [clips, frames, bins] }: FeatureSet): Examples {
  return { ids, labels: new Array<number>(clips).fill(0), data, sampleShape: [frames, bins] };
}

function rowOf({ ids, data, shape: [, frames, bins] }: FeatureSet, row: number): FeatureSet {
  const size = frames * bins;
  return {
    ids: [ids[row]],
    data: data.subarray(row * size, (row + 1) * size),
    shape: [1, frames, bins],
  };
}
