import { join } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { pathExists } from "../base/files.ts";
import { inParallel } from "../base/in_parallel.ts";
import { restBetween } from "../base/interrupt_signal.ts";
import { didYouMean } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import type { Audio } from "../data/audio/audio_format.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import { fileMedium, type Medium } from "../data/files.ts";
import type { FeatureSet } from "../dsp/feature_config.ts";
import { featureBins, inputBins } from "../dsp/feature_extractor.ts";
import { applyNormaliser, withSpeakers } from "../dsp/normalise.ts";
import { createSoundPreparer, type PreparedSound, prepareSounds } from "../dsp/prepare_sounds.ts";
import { fixedWindows, type Segment, voiceSegments } from "../dsp/voice_activity.ts";
import { IMAGE_SIZE } from "../facecnn/grey_image.ts";
import {
  type FaceClassifier,
  openPhotoPredictor,
  type PhotoOptions,
  type PhotoPrediction,
} from "../facecnn/predict_photo.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import { restoreWeights } from "./checkpoint.ts";
import type { Examples } from "./examples.ts";
import { checkInput, featureDistance, hopelessKinds, type InputWarning } from "./input_check.ts";
import { calibrated, calibrationFor } from "./judge.ts";
import { BEST_WEIGHTS, checkRunBytes } from "./manifest.ts";
import { buildNetwork, networkInput } from "./network_config.ts";
import { createPredictor, type Predictor } from "./predictor.ts";
import { openPretrainedFace } from "./pretrained_face.ts";
import type { RunDescription } from "./runs.ts";
import { framesSeconds } from "./sound_length.ts";
import { MIXTURE, readMixture, withMixture } from "./speaker_mixture.ts";
import { withTestTimeAugmentation } from "./test_time_augmentation.ts";

/** What the network says of a sound file. */
export interface SoundFilePrediction extends SoundPrediction {
  file: string;
  /** Of a recording that was cut, its parts in order; the rest then sums them up. */
  segments?: SegmentPrediction[];
}

/** A part of a recording, with what the network says of it alone. */
export interface SegmentPrediction extends Segment, SoundPrediction {}

/** How recordings are cut. */
export interface SegmentOptions {
  /** Length of fixed windows in seconds; undefined cuts long recordings where somebody speaks. */
  windowS?: number;
  /** From one window's beginning to the next one's; the window's length by default. */
  hopS?: number;
}

/** What a network says of a file; only photos have faces. */
export type FilePrediction = SoundFilePrediction | PhotoPrediction;

/** Predicts files with a run's network. */
export interface FilePredictor {
  /**
   * Throws UserError where the file is missing, of the other medium, of no known one or damaged.
   */
  predict(file: string): Promise<FilePrediction>;
  /**
   * Predicts sound files of one speaker together, see SoundPredictor. A file that cannot be read is
   * its UserError in the result. Photos are predicted one by one.
   */
  predictTogether(
    files: readonly string[],
    options?: TogetherOptions,
  ): Promise<(FilePrediction | UserError)[]>;
  /** As predict, but a long sound is cut into segments, see predictRecording. */
  predictInParts(file: string, options?: SegmentOptions): Promise<FilePrediction>;
  /**
   * Each file as predictInParts predicts it, in their order; of sounds several are read at once, by
   * all cores, and predicted together. A file that cannot be read is its UserError.
   */
  predictMany(
    files: readonly string[],
    options?: SegmentOptions,
  ): AsyncGenerator<FilePrediction | UserError>;
  dispose(): void;
}

/** What files a run's network understands. */
export function mediumOf({ corpus }: Pick<RunDescription, "corpus">): Medium {
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
  const { predict, predictTogether, predictInParts, predictMany, dispose } =
    await (medium === "picture" ? openPhotos(run, photos) : openSounds(run));
  const refuseOtherMedium = async (file: string) => {
    const found = await fileMedium(file);
    if (found === medium) return;
    const trained = medium === "picture" ? "pictures" : "recordings";
    throw new UserError(
      `${file} is a ${found}, but ${run.name ?? run.folder} is trained on ${trained}`,
    );
  };
  return {
    predict: async (file) => {
      await refuseOtherMedium(file);
      return await predict(file);
    },
    predictInParts: async (file, options) => {
      await refuseOtherMedium(file);
      return await predictInParts(file, options);
    },
    predictMany: async function* (files, options) {
      const refusals = await Promise.all(files.map((file) => orUserError(refuseOtherMedium(file))));
      const right = predictMany(files.filter((_, at) => refusals[at] === undefined), options);
      try {
        for (const refusal of refusals) yield refusal ?? (await right.next()).value;
      } finally {
        await right.return(undefined);
      }
    },
    predictTogether: async (files, options) => {
      const outcomes = await Promise.all(files.map((file) => orUserError(refuseOtherMedium(file))));
      const places = [...files.keys()].filter((at) => outcomes[at] === undefined);
      const predictions = await predictTogether(
        places.map((at) => files[at]),
        withoutPlaces(options, places),
      );
      return outcomes.map((outcome) => outcome ?? predictions.shift()!);
    },
    dispose,
  };
}

/** The options for those of the sounds that are at `places`. */
function withoutPlaces(
  { labelled, ...options }: TogetherOptions = {},
  places: readonly number[],
): TogetherOptions {
  if (labelled === undefined) return options;
  const left = places.flatMap((place, at) =>
    labelled.has(place) ? [[at, labelled.get(place)!] as const] : []
  );
  return { ...options, labelled: new Map(left) };
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
  const sounds = await openSoundPredictor(run);
  const { predict, predictTogether, dispose } = sounds;
  const predictInParts = async (file: string, options?: SegmentOptions) => {
    return { file, ...await predictRecording(sounds, await readAudio(file), run, options) };
  };
  return {
    predictInParts,
    predictMany: async function* (files, options) {
      if (options?.windowS !== undefined) {
        for (const file of files) yield await orUserError(predictInParts(file, options));
        return;
      }
      const longestS = longestWhole(run);
      let next = 0;
      for await (const some of prepareSounds(files, run.config.features!, { longestS })) {
        const whole = some.filter((own) => own !== "long" && !(own instanceof UserError));
        const predictions = await sounds.predictPrepared(whole as PreparedSound[]);
        for (const own of some) {
          const file = files[next++];
          if (own instanceof UserError) yield own;
          else if (own === "long") yield await orUserError(predictInParts(file, options));
          else yield { file, ...predictions.shift()! };
        }
      }
    },
    predict: async (file) => ({ file, ...await predict(await readAudio(file)) }),
    predictTogether: async (files, options) => {
      const read: (Audio | UserError)[] = [];
      await inParallel([...files.entries()], async ([at, file]) => {
        await restBetween(options?.signal);
        read[at] = await orUserError(readAudio(file));
      });
      const places = [...read.keys()].filter((at) => !(read[at] instanceof UserError));
      const sounds = places.map((at) => read[at] as Audio);
      const predictions = sounds.length
        ? await predictTogether(sounds, withoutPlaces(options, places))
        : [];
      return read.map((audio, at) =>
        audio instanceof UserError ? audio : { file: files[at], ...predictions.shift()! }
      );
    },
    dispose,
  };
}

async function openPhotos(run: RunDescription, options: PhotoOptions): Promise<FilePredictor> {
  return await photosBy(await openFacePredictor(run), options);
}

/**
 * Opens the ready-made network for photos; sounds are not for it. Throws UserError where its weights
 * are not in the cache folder.
 */
export async function openReadyMadePhotos(options: PhotoOptions = {}): Promise<FilePredictor> {
  return await photosBy(await openPretrainedFace(), options);
}

async function photosBy(network: FacePredictor, options: PhotoOptions): Promise<FilePredictor> {
  try {
    const { predict, dispose } = await openPhotoPredictor(network, options);
    return {
      predict,
      predictInParts: predict,
      predictMany: async function* (files) {
        for (const file of files) yield await orUserError(predict(file));
      },
      predictTogether: async (files, { signal } = {}) => {
        const outcomes: (PhotoPrediction | UserError)[] = [];
        for (const file of files) {
          await restBetween(signal);
          outcomes.push(await orUserError(predict(file)));
        }
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

/** What the network says of a sound. */
export interface SoundPrediction {
  /** The most probable class. */
  predicted: string;
  /**
   * True where the network should not be believed: its confidence is less than the run's
   * calibration requests, or no speech is audible.
   */
  unsure: boolean;
  /** Of each class, in the order of the network's outputs; calibrated on the validation set. */
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

/** How sounds of one speaker are predicted together. */
export interface TogetherOptions {
  /** The class of some sounds by their position; their voices' classes draw those of the others. */
  labelled?: ReadonlyMap<number, string>;
  /**
   * True predicts each sound by itself and those before it, as they come in; the first
   * {@link FEWEST_HEARD} - 1 as if nothing was known.
   */
  online?: boolean;
  /** Stops between two sounds; what it aborts with is thrown, and nothing is predicted. */
  signal?: AbortSignal;
}

/**
 * From so many sounds on a speaker is known better than not at all: on TurEV-DB, with an encoder, 2
 * have 0.57, 5 have 0.63 and each alone has 0.62.
 */
export const FEWEST_HEARD = 5;

/** Predicts sounds with a run's network. */
export interface SoundPredictor {
  /** The emotion of one sound, of which the first `usedS` seconds are used. */
  predict(audio: Audio): Promise<SoundPrediction>;
  /**
   * The emotions of sounds by one speaker, in their order: of a network whose features are
   * normalised per speaker by what these sounds have in common. Otherwise, and for a single sound,
   * it is as if each was predicted alone. Throws UserError for labels that are no classes of the
   * network, or that it cannot use.
   */
  predictTogether(
    sounds: readonly Audio[],
    options?: TogetherOptions,
  ): Promise<SoundPrediction[]>;
  /** Each as predict does, computed at once. */
  predictEach(sounds: readonly Audio[]): Promise<SoundPrediction[]>;
  /** The same of what prepareSounds made of them. */
  predictPrepared(sounds: readonly PreparedSound[]): Promise<SoundPrediction[]>;
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
 * const { predicted } = await predictor.predict(await decodeAudio(bytes, "the recording"));
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
  const { prepare, dispose: disposePreparer } = createSoundPreparer(features);
  const prepareAll = async (sounds: readonly Audio[], signal?: AbortSignal) => {
    const prepared: PreparedSound[] = [];
    for (const audio of sounds) {
      await restBetween(signal);
      prepared.push(await prepare(audio));
    }
    return prepared;
  };
  const model = await openModel(run);
  const { frames } = features;
  const bins = featureBins(features);
  const framesS = framesSeconds(features);
  const isPerSpeaker = features.normalisation === "perSpeaker";
  const ask = async (
    sounds: readonly PreparedSound[],
    knowledge: Knowledge,
    given: ReadonlyMap<number, number> = new Map(),
  ) => await judge(sounds, rawFeatures(sounds), knowledge, given);
  const judge = async (
    sounds: readonly PreparedSound[],
    raw: FeatureSet,
    knowledge: Knowledge,
    given: ReadonlyMap<number, number>,
    wanted: readonly number[] = [...sounds.keys()],
  ) => {
    const alone = applyNormaliser(raw, run.normaliser);
    const set = knowledge === "nothing" ? alone : applyNormaliser(
      raw,
      withSpeakers(run.normaliser, raw, () => SPEAKER),
      () => SPEAKER,
    );
    // No validation clips have labels that the network sees: certainty is that of "unlabelled".
    const calibration = calibrationFor(
      run.calibration,
      knowledge === "labelled" ? "unlabelled" : knowledge,
    );
    const examples = { ...examplesOf(set), speakers: sounds.map(() => SPEAKER), given };
    const output = calibrated(await model.predict(examples), calibration, classes.length);
    return wanted.map((at): SoundPrediction => {
      const { audio, measures } = sounds[at];
      const own = output.subarray(at * classes.length, (at + 1) * classes.length);
      const confidence = Math.max(...own);
      const warnings = checkInput(
        {
          ...{ audio, measures },
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
        clips: { nothing: null, unlabelled: sounds.length, labelled: given.size }[knowledge],
        warnings,
      };
    });
  };
  const askOnline = async (
    sounds: readonly PreparedSound[],
    given: ReadonlyMap<number, number>,
    signal?: AbortSignal,
  ) => {
    const raw = rawFeatures(sounds);
    const found: SoundPrediction[] = [];
    for (const at of sounds.keys()) {
      await restBetween(signal);
      const heard = sounds.slice(0, at + 1);
      const known = new Map([...given].filter(([row]) => row <= at));
      const knowledge = heard.length < FEWEST_HEARD && !known.size
        ? "nothing"
        : knowledgeOf(heard, known);
      found.push(...await judge(heard, firstRows(raw, at + 1), knowledge, known, [at]));
    }
    return found;
  };
  const knowledgeOf = (sounds: readonly unknown[], given: ReadonlyMap<number, number>): Knowledge =>
    !isPerSpeaker || sounds.length < 2 ? "nothing" : given.size ? "labelled" : "unlabelled";
  const classesOf = (labelled: TogetherOptions["labelled"] = new Map<number, string>()) => {
    if (labelled.size && !pathExists(join(run.folder, MIXTURE))) {
      throw new UserError(
        `Expected ${run.folder} to have a mixture of speakers to use labels, as runs of ` +
          "discriminantFunctionals on unseen speakers have",
      );
    }
    return new Map([...labelled].map(([at, name]) => {
      const label = classes.indexOf(name);
      if (label >= 0) return [at, label];
      throw new UserError(
        `Expected labels to be one of ${classes.join(", ")}, but found ${name}` +
          didYouMean(name, classes),
      );
    }));
  };
  const rawFeatures = (sounds: readonly PreparedSound[]): FeatureSet => {
    const data = new Float32Array(sounds.length * frames * bins);
    sounds.forEach((own, at) => data.set(own.features, at * frames * bins));
    return {
      ids: sounds.map((_, at) => `sound ${at + 1}`),
      data,
      shape: [sounds.length, frames, bins],
    };
  };
  return {
    predict: async (audio) => (await ask([await prepare(audio)], "nothing"))[0],
    predictEach: async (sounds) =>
      sounds.length ? await ask(await prepareAll(sounds), "nothing") : [],
    predictPrepared: async (sounds) => sounds.length ? await ask(sounds, "nothing") : [],
    predictTogether: async (sounds, { labelled, online, signal } = {}) => {
      const given = classesOf(labelled);
      const prepared = await prepareAll(sounds, signal);
      if (online) return await askOnline(prepared, given, signal);
      return await ask(prepared, knowledgeOf(sounds, given), given);
    },
    dispose: () => {
      model.dispose();
      disposePreparer().catch(() => {});
    },
  };
}

/** Recordings of more than so many times the training clips' 99th percentile are cut. */
const LONG = 2;
/** Segments are predicted so many at once. */
const SEGMENTS_AT_ONCE = 32;

/** Recordings of more seconds are cut; Infinity where the run does not tell how long its clips are. */
function longestWhole({ input }: Pick<RunDescription, "input">): number {
  const usualS = input?.measures.durationS?.high;
  return usualS === undefined ? Infinity : LONG * usualS;
}

/**
 * What the network says of a recording. One of more than twice the length of the run's longest
 * training clips (99th percentile), or any where a window's length is given, is cut: into fixed
 * windows, or into segments where somebody speaks (see voiceSegments), none longer than those
 * clips. Its probabilities are then the segments' means, weighted by duration and without those in
 * which nothing can be heard; a recording in which nobody speaks is unsure. Throws UserError for a
 * window or hop that is not positive.
 *
 * @example
 * ```ts
 * const { segments } = await predictRecording(predictor, await readAudio("interview.mp3"), run);
 * ```
 */
export async function predictRecording(
  predictor: Pick<SoundPredictor, "predict" | "predictEach">,
  audio: Audio,
  { input, folder }: Pick<RunDescription, "input" | "folder">,
  { windowS, hopS = windowS }: SegmentOptions = {},
): Promise<SoundPrediction & Pick<SoundFilePrediction, "segments">> {
  for (const [name, value] of Object.entries({ window: windowS, hop: hopS })) {
    if (value === undefined || value > 0) continue;
    throw new UserError(`Expected the ${name} to be above 0 s, but found ${value}`);
  }
  const usualS = input?.measures.durationS?.high;
  const isLong = audio.durationS > longestWhole({ input });
  if (windowS === undefined && !isLong) return await predictor.predict(audio);
  if (windowS !== undefined && audio.durationS / hopS! > MOST_SEGMENTS) {
    throw new UserError(
      `Expected at most ${MOST_SEGMENTS} windows for ${folder}, but a hop of ${hopS} s gives more`,
    );
  }
  const parts = windowS !== undefined
    ? fixedWindows(audio.durationS, windowS, hopS!)
    : voiceSegments(audio, usualS!);
  const segments: SegmentPrediction[] = [];
  for (let at = 0; at < parts.length; at += SEGMENTS_AT_ONCE) {
    const some = parts.slice(at, at + SEGMENTS_AT_ONCE);
    const predictions = await predictor.predictEach(some.map((part) => partOf(audio, part)));
    segments.push(...predictions.map((prediction, place) => ({ ...some[place], ...prediction })));
  }
  const isHeard = ({ warnings }: SoundPrediction) =>
    !warnings.some(({ kind }) => hopelessKinds.includes(kind));
  const heard = segments.filter(isHeard);
  if (!heard.length) {
    const whole = await predictor.predict(audio);
    const message = "no voice is found in it";
    const warnings = isHeard(whole)
      ? [...whole.warnings, { kind: "silence" as const, message }]
      : whole.warnings;
    return { ...whole, unsure: true, warnings, segments };
  }
  const weight = (one: SegmentPrediction) => one.endS - one.startS;
  const totalS = heard.reduce((sum, one) => sum + weight(one), 0);
  const probabilities = Object.fromEntries(
    Object.keys(heard[0].probabilities).map((name) => {
      const sum = heard.reduce((sum, one) => sum + weight(one) * one.probabilities[name], 0);
      return [name, sum / totalS];
    }),
  );
  const predicted = Object.keys(probabilities)
    .reduce((best, name) => probabilities[name] > probabilities[best] ? name : best);
  const sureS = heard.filter(({ unsure }) => !unsure).reduce((sum, one) => sum + weight(one), 0);
  const { startS: _, endS: __, ...first } = heard[0];
  return {
    ...first,
    ...{ predicted, probabilities, durationS: audio.durationS, segments },
    unsure: sureS < totalS / 2,
    usedS: Math.min(audio.durationS, heard.reduce((sum, one) => sum + one.usedS, 0)),
    // What holds for the recording; the segments have their own.
    warnings: heard[0].warnings.filter(({ kind }) => /Channels?$/.test(kind)),
  };
}

const MOST_SEGMENTS = 100_000;

function partOf(audio: Audio, { startS, endS }: Segment): Audio {
  const { samples, sampleRateHz } = audio;
  const part = samples.subarray(Math.round(startS * sampleRateHz), Math.round(endS * sampleRateHz));
  return { ...audio, samples: part, durationS: part.length / sampleRateHz };
}

/** Whoever speaks in sounds that are predicted together. */
const SPEAKER = "the speaker";

function examplesOf({ ids, data, shape: [clips, frames, bins] }: FeatureSet): Examples {
  return { ids, labels: new Array<number>(clips).fill(0), data, sampleShape: [frames, bins] };
}

function firstRows({ ids, data, shape: [, frames, bins] }: FeatureSet, rows: number): FeatureSet {
  return {
    ids: ids.slice(0, rows),
    data: data.subarray(0, rows * frames * bins),
    shape: [rows, frames, bins],
  };
}

function rowOf({ ids, data, shape: [, frames, bins] }: FeatureSet, row: number): FeatureSet {
  const size = frames * bins;
  return {
    ids: [ids[row]],
    data: data.subarray(row * size, (row + 1) * size),
    shape: [1, frames, bins],
  };
}

/** A run's network for faces. */
export interface FacePredictor extends FaceClassifier {
  /** Frees the network. */
  dispose(): void;
}

/**
 * Opens the run's network for faces. Throws UserError where the run was not trained on pictures.
 *
 * @example
 * ```ts
 * const network = await openFacePredictor(await readRun("runs/…"));
 * const photos = await openPhotoPredictor(network);
 * ```
 */
export async function openFacePredictor(run: RunDescription): Promise<FacePredictor> {
  const { folder, corpus: { classes, kind } } = run;
  if (kind !== "images") {
    const what = kind === "audio" ? "recordings" : "a table of features";
    throw new UserError(
      `Expected ${folder} to be trained on pictures, but it is trained on ${what}`,
    );
  }
  const model = await openModel(run);
  const calibration = calibrationFor(run.calibration, "nothing");
  return {
    classes,
    size: IMAGE_SIZE,
    leastConfidence: calibration?.leastConfidence,
    predict: async (pixels) => {
      const count = pixels.length / (IMAGE_SIZE * IMAGE_SIZE);
      const output = await model.predict({
        ids: Array.from({ length: count }, (_, at) => `face ${at + 1}`),
        labels: new Array<number>(count).fill(0),
        data: pixels,
        sampleShape: [IMAGE_SIZE, IMAGE_SIZE, 1],
      });
      return calibrated(output, calibration, classes.length);
    },
    dispose: model.dispose,
  };
}

/**
 * Builds the run's network and sets its best weights; the caller disposes it.
 * Throws UserError where the run has no weights yet, or damaged ones.
 */
export async function openModel(run: RunDescription): Promise<Predictor> {
  const { folder, config: { mirrored, shifted } } = run;
  const predictor = createPredictor(buildRunNetwork(run), { mirrored });
  try {
    const check = (bytes: Uint8Array) => checkRunBytes(folder, BEST_WEIGHTS, bytes);
    await restoreWeights(join(folder, BEST_WEIGHTS), predictor, check);
    const mixture = await readMixture(folder);
    const model = withMixture(withTestTimeAugmentation(predictor, shifted), mixture);
    return refusingNoNumbers(model, folder);
  } catch (error) {
    predictor.dispose();
    throw error;
  }
}

/** An emotion is never made of probabilities that are no numbers. */
function refusingNoNumbers(predictor: Predictor, folder: string): Predictor {
  return {
    ...predictor,
    predict: async (examples, options) => {
      const probabilities = await predictor.predict(examples, options);
      const at = probabilities.findIndex((value) => !Number.isFinite(value));
      if (at < 0) return probabilities;
      const clip = examples.ids[Math.floor(at * examples.ids.length / probabilities.length)];
      throw new UserError(
        `Expected the network of the run ${folder} to give probabilities for ${clip}, but it ` +
          `gives ${probabilities[at]}: its weights are absurdly large, or the features are`,
      );
    },
  };
}

/** The run's network with its first weights; the caller disposes it. */
export function buildRunNetwork(run: RunDescription): LayersModel {
  const { config: { network, seed }, corpus } = run;
  return buildNetwork(network, sampleShapeOf(run), corpus.classes.length, seed);
}

function sampleShapeOf({ folder, config, normaliser }: RunDescription): number[] {
  const { features, network } = config;
  if (features) return [features.frames, inputBins(features)];
  if (networkInput(network) === "images") return [IMAGE_SIZE, IMAGE_SIZE, 1];
  const bins = normaliser.mean.length;
  if (bins === 0) {
    throw new UserError(`Expected ${join(folder, "normaliser.json")} to hold one mean a feature`);
  }
  return [bins];
}
