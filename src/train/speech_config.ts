import type { Clip, Corpus, Protocol } from "../data/corpus.ts";
import type { SpectrogramAugmentation } from "../dsp/augment/spectrogram.ts";
import { defaultFeatures, type FeatureConfig } from "../dsp/feature_config.ts";
import { defaultAttentiveUnet } from "../unet/attentive_unet.ts";
import { defaultCnnBiLstm } from "../unet/cnn_bi_lstm.ts";
import { defaultConformer } from "../unet/conformer.ts";
import { defaultDenseFunctionals, linearFunctionals } from "../unet/logistic_regression.ts";
import { defaultResidualCnn2d, wideResidualCnn2d } from "../unet/residual_cnn_2d.ts";
import type { RunConfig } from "./run_config.ts";
import type { TrainingConfig } from "./schedule.ts";
import { framesFor } from "./sound_length.ts";

/**
 * The small speech networks, each with what training it takes beside the others' common part.
 * ResidualCnn2d gains by twice the epochs and the window on voices that are known, the wide one does
 * not: see wideResidualCnn2d's table.
 */
const networks = {
  attentiveUnet: { network: defaultAttentiveUnet, learningRate: 2e-3 },
  residualCnn2d: {
    network: defaultResidualCnn2d,
    learningRate: 3e-3,
    seen: { epochs: 120, fftSize: 1024 },
  },
  cnnBiLstm: { network: defaultCnnBiLstm, learningRate: 2e-3 },
  conformer: { network: defaultConformer, learningRate: 1e-3 },
  denseFunctionals: { network: defaultDenseFunctionals, learningRate: 2e-3 },
  residualCnn2dWide: { network: wideResidualCnn2d, learningRate: 3e-3 },
  linearFunctionals: { network: linearFunctionals, learningRate: 2e-3 },
  voiceFunctionals: { network: linearFunctionals, learningRate: 2e-3 },
  speakerIndependentFunctionals: { network: linearFunctionals, learningRate: 2e-3 },
  discriminantFunctionals: { network: linearFunctionals, learningRate: 2e-3 },
} satisfies Record<string, OwnPart>;

interface OwnPart {
  network: RunConfig["network"];
  learningRate: number;
  /** Where the tested speakers are trained on too. */
  seen?: { epochs: number; fftSize: number };
}

/** A network that {@link speechConfig} knows. */
export type SpeechModel = keyof typeof networks;

/** All of them, as `--model` names them. */
export const speechModels = Object.keys(networks) as SpeechModel[];

/** Those that are a kind of network of their own. */
export type SpeechKind = SpeechModel & RunConfig["network"]["kind"];

/** All of them. */
export const speechKinds = speechModels.filter((model) =>
  model === networks[model].network.kind
) as SpeechKind[];

/** Whether `model` is one of the small speech networks. */
export function isSpeechModel(model: string | undefined): model is SpeechModel {
  return model !== undefined && Object.hasOwn(networks, model);
}

/** Frames of 32 ms every 20 ms in 64 mel bands, with pitch, voicing and level. */
const melFeatures = {
  ...defaultFeatures,
  hopSamples: 320,
  kind: "logMel",
  melBins: 64,
  withPitch: true,
} satisfies FeatureConfig;

/** Frames of 10 ms steps, summed up. */
const voiceFeatures = {
  ...defaultFeatures,
  kind: "voice",
  frames: 1,
  functionals: "voice",
} satisfies FeatureConfig;

/** In standard deviations, for features are standardised before. */
const augmentation: SpectrogramAugmentation = {
  timeMasks: 1,
  timeMaskFrames: 10,
  frequencyMasks: 1,
  frequencyMaskBins: 10,
  timeShiftFrames: 4,
  stretch: 0.15,
  vtlp: 0.12,
  pitchSemitones: 1,
  tiltDecibels: 0.3,
  gainDecibels: 0.3,
  noiseDecibels: 0.2,
};

/**
 * Passes over the training part. Speakers who are not trained on gain nothing from more: on
 * TurEV-DB's validation speakers, of 12 epochs one of the first three was the best.
 */
const EPOCHS = { unseenSpeakers: 10, seenSpeakers: 60 };
/** Of a network of functionals, whose epochs take a quarter of a second. */
const EPOCHS_OF_FUNCTIONALS = 25;

const common = {
  batchSize: 32,
  balanced: true,
  plateau: { factor: 0.5, patience: 2, leastChange: 1e-4 },
  cosine: { warmUpEpochs: 2 },
  weightDecay: 0.02,
  labelSmoothing: 0.1,
  averaging: 0.99,
  mixup: 0.2,
  precision: "float32",
} satisfies Partial<TrainingConfig>;

/**
 * Of logistic regression on functionals: a ridge so strong that each class's weights come near the
 * distance of its mean from the others', for voices differ more than a few speakers can teach. Chosen
 * for linearFunctionals on TurEV-DB's validation speakers: of 0, 0.1, 0.5, 2 and 5 the last is the
 * best (accuracy 0.483, 0.519, 0.542, 0.556, 0.570).
 */
const linear = {
  batchSize: 32,
  balanced: true,
  plateau: common.plateau,
  cosine: common.cosine,
  l2: 5,
  averaging: common.averaging,
  precision: common.precision,
} satisfies Partial<TrainingConfig>;

/**
 * Of logistic regression for speakers of whom nothing is known: what the training speakers differ
 * in is shrunk instead of each being normalised, a weak ridge does for the rest, and the validation
 * speaker is learned from too, for one voice of five is much. On TurEV-DB (six folds, one seed,
 * nothing known) 0.551 where linearFunctionals has 0.429; without the second training 0.461. The
 * ridge and the shrinkage were looked at on inner speakers: choosing them anew for each fold, there
 * alone, gives 0.543.
 */
const forStrangers = {
  training: { ...linear, l2: 0.1, keepLast: true, refit: true },
  speakerNuisance: 10,
} satisfies { training: Partial<TrainingConfig>; speakerNuisance: number };

/**
 * Weights in closed form. Chosen by leaving out one training speaker of TurEV-DB after the other: with
 * nothing known of the speaker 0.1 (0.563) of 0.1 and 0.3 (0.557), with unlabelled clips 3 and 10 are
 * alike, less is worse.
 */
const closedForm = {
  ...{ batchSize: 32, balanced: true, plateau: common.plateau, precision: common.precision },
  refit: true,
  discriminant: { shrinkage: { nothing: 0.1, unlabelled: 5 } },
} satisfies Partial<TrainingConfig>;

/**
 * Beside views of known speakers: of shrinkages 0.3, 1 and 3 and priors of 40, 80 and 160 clips the best
 * on inner speakers of TurEV-DB, 0.761, where the discriminant for all speakers has 0.645. Per speaker
 * it is nearly all or nothing, as clusters find their classes or not.
 */
const mixture = { shrinkage: 3, prior: 80 };

function closedFormFor(hasViews: boolean) {
  const { discriminant, ...others } = closedForm;
  return { ...others, discriminant: hasViews ? { ...discriminant, mixture } : discriminant };
}

/**
 * How `model` is trained on `corpus`: variation of the spectrograms, AdamW under a cosine schedule,
 * label smoothing, mixup, averaged weights. Where the protocol tests speakers that were not trained
 * on, features are normalised speaker by speaker, on unlabelled clips (see fitNormaliser), as far
 * as speakers are known; but for speakerIndependentFunctionals, which take each clip alone. Frames are as
 * many as keep 95 % of the sound that `trainingDurations` are of, in seconds; without them, for the
 * papers' corpora, as many as hold 95 % of all clips whole.
 */
export function speechConfig(
  model: SpeechModel,
  corpus: Corpus,
  protocol: Protocol,
  trainingDurations?: readonly number[],
): Pick<RunConfig, "features" | "network" | "training" | "augmentation"> {
  const isUnseen = testsUnseenSpeakers(protocol);
  const areKnown = corpus.clips.every(({ speaker }) => speaker !== "");
  const { network, learningRate, seen }: OwnPart = networks[model];
  const sumsUp = network.kind === "denseFunctionals";
  const isLinear = network === linearFunctionals;
  const isForStrangers = model === "speakerIndependentFunctionals";
  const linearTraining = isForStrangers ? forStrangers.training : linear;
  const isClosed = model === "discriminantFunctionals";
  const perSpeaker = isUnseen && areKnown && !isForStrangers;
  const unseenEpochs = sumsUp ? EPOCHS_OF_FUNCTIONALS : EPOCHS.unseenSpeakers;
  const epochs = isClosed ? 1 : isUnseen ? unseenEpochs : seen?.epochs ?? EPOCHS.seenSpeakers;
  return {
    features: {
      ...featuresOf(model, corpus, trainingDurations),
      ...(isUnseen || seen === undefined ? {} : { fftSize: seen.fftSize }),
      normalisation: perSpeaker ? "perSpeaker" : "perBin",
      ...(perSpeaker && isClosed ? { speakerViews: true } : {}),
      ...(isForStrangers && areKnown ? { speakerNuisance: forStrangers.speakerNuisance } : {}),
    },
    network,
    training: {
      ...(isClosed ? closedFormFor(perSpeaker) : isLinear ? linearTraining : common),
      learningRate,
      epochs,
      earlyStopping: { patience: epochs },
    },
    ...(sumsUp
      ? {}
      : { augmentation: { kind: "spectrogram", spectrogram: augmentation } as const }),
  };
}

/** Without normalisation. */
function featuresOf(
  model: SpeechModel,
  { clips }: Corpus,
  trainingDurations?: readonly number[],
): FeatureConfig {
  switch (model) {
    case "denseFunctionals":
      return { ...melFeatures, frames: 1, functionals: "meanAndDeviation" };
    case "linearFunctionals":
    case "speakerIndependentFunctionals":
      return { ...melFeatures, frames: 1, functionals: "meanDeviationAndProsody" };
    case "discriminantFunctionals":
      return { ...melFeatures, frames: 1, functionals: "combined" };
    case "voiceFunctionals":
      return voiceFeatures;
    default:
      return {
        ...melFeatures,
        frames: trainingDurations
          ? framesFor(trainingDurations, melFeatures, OWN_FRAMES)
          : framesOfPapers(clips),
      };
  }
}

function testsUnseenSpeakers(protocol: Protocol): boolean {
  return ["speaker", "speakerFolds", "speakerTextFolds", "crossCorpus"].includes(protocol);
}

/** Of 20 clips one may be longer. */
const COVERED = 0.95;
/** For three halvings. */
const FRAMES_STEP = 8;
/** About five seconds. */
const MOST_FRAMES = 256;

/** Up to about ten seconds, in steps that few folds differ by. */
const OWN_FRAMES = { step: 16, most: 512 };

/** Frames that hold nearly every clip whole. */
function framesOfPapers(clips: readonly Clip[]): number {
  const durations = clips.map(({ durationS }) => durationS).sort((a, b) => a - b);
  const longest = durations[Math.floor(COVERED * (durations.length - 1))];
  const frames = (longest * melFeatures.sampleRateHz) / melFeatures.hopSamples;
  const whole = FRAMES_STEP * Math.max(1, Math.ceil(frames / FRAMES_STEP));
  return Math.min(whole, MOST_FRAMES);
}
