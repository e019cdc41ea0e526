/**
 * How networks of speech are trained. EmotionUnet is trained as paper S says; the others take
 * variation of the spectrograms, AdamW under a cosine schedule, label smoothing, mixup and averaged
 * weights. Where the protocol tests speakers that were not trained on, features are normalised
 * speaker by speaker, on unlabelled clips (see fitNormaliser), as far as speakers are known.
 */
import type { Clip, Corpus, Protocol } from "../data/corpus.ts";
import type { SpectrogramAugmentation } from "../dsp/augment/spectrogram.ts";
import { defaultFeatures, type FeatureConfig } from "../dsp/feature_config.ts";
import { publishedConfiguration } from "../unet/published_configurations.ts";
import type { MixtureConfig } from "./discriminant.ts";
import type { DefaultTraining } from "./network_row.ts";
import { paperTraining, type TrainingConfig, usualCosine, usualPlateau } from "./schedule.ts";
import { framesFor } from "./sound_length.ts";

/** Of EmotionUnet: that of paper S's table 2, and of TurEV-DB for a corpus that the paper lacks. */
export const publishedTraining: DefaultTraining = ({ id }, _protocol, durations) => {
  const { learningRate, epochs, batchSize } = publishedConfiguration(id);
  const frames = durations && framesFor(durations, defaultFeatures, EMOTION_UNET_FRAMES);
  return {
    features: { ...defaultFeatures, ...(frames === undefined ? {} : { frames }) },
    training: { ...paperTraining, learningRate, epochs, batchSize },
  };
};

/**
 * Of EmotionUnet on corpora of one's own. Its dense layer has weights for every frame: at 512,
 * which hold 5.1 s, 100 million. The papers' corpora keep the 128 that were chosen for them.
 */
const EMOTION_UNET_FRAMES = { step: 32, most: 512 };

/** Frames of 32 ms every 20 ms in 64 mel bands, with pitch, voicing and level. */
export const melFeatures = {
  ...defaultFeatures,
  hopSamples: 320,
  kind: "logMel",
  melBins: 64,
  withPitch: true,
} satisfies FeatureConfig;

/** Frames of 10 ms steps, summed up. */
export const voiceFeatures = {
  ...defaultFeatures,
  kind: "voice",
  frames: 1,
  functionals: "voice",
} satisfies FeatureConfig;

/** eGeMAPSv02. */
export const egemapsFeatures = {
  ...defaultFeatures,
  frames: 1,
  functionals: "egemaps",
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
 * Passes over the training set. Speakers who are not trained on gain nothing from more: on
 * TurEV-DB's validation speakers, of 12 epochs one of the first three was the best.
 */
const EPOCHS = {
  unseenSpeakers: 10,
  /** Of a network of functionals, whose epochs take a quarter of a second. */
  unseenFunctionals: 25,
  seenSpeakers: 60,
};

/** All of a training but its rate and length. */
type Regularisation = Omit<TrainingConfig, "learningRate" | "epochs">;

const common: Regularisation = {
  batchSize: 32,
  balanced: true,
  schedule: usualCosine,
  weightDecay: 0.02,
  labelSmoothing: 0.1,
  averaging: 0.99,
  mixup: 0.2,
  precision: "float32",
};

/** How one network over frames differs from the others. */
interface FramesRecipe {
  learningRate: number;
  /** Where the tested speakers are trained on too. */
  seen?: { epochs: number; fftSize: number };
}

/**
 * Of a network that sees frames: as many as keep 95 % of the training set's sound; for the papers'
 * corpora as many as hold 95 % of all clips whole.
 */
export function framesTraining({ learningRate, seen }: FramesRecipe): DefaultTraining {
  return (corpus, protocol, durations) => {
    const isUnseen = testsUnseenSpeakers(protocol);
    return {
      features: {
        ...melFeatures,
        frames: durations
          ? framesFor(durations, melFeatures, OWN_FRAMES)
          : framesOfPapers(corpus.clips),
        ...(isUnseen || seen === undefined ? {} : { fftSize: seen.fftSize }),
        normalisation: isUnseen && knowsSpeakers(corpus) ? "perSpeaker" : "perBin",
      },
      training: {
        ...common,
        learningRate,
        epochs: isUnseen ? EPOCHS.unseenSpeakers : seen?.epochs ?? EPOCHS.seenSpeakers,
      },
      augmentation: { kind: "spectrogram", spectrogram: augmentation },
    };
  };
}

/** How one network over functionals differs from the others. */
interface FunctionalsRecipe {
  training: Regularisation;
  /** Instead of the usual number of passes. */
  epochs?: number;
  /** Shrinks what the training speakers differ in by so much, and normalises no speaker alone. */
  speakerNuisance?: number;
  /** Beside features that are normalised speaker by speaker: known speakers are seen so too. */
  withViews?: Partial<Regularisation>;
}

/** Of a network over functionals: `features` are without normalisation. */
export function functionalsTraining(
  features: FeatureConfig,
  { training, epochs, speakerNuisance, withViews }: FunctionalsRecipe = { training: common },
): DefaultTraining {
  return (corpus, protocol) => {
    const isUnseen = testsUnseenSpeakers(protocol);
    const areKnown = knowsSpeakers(corpus);
    const perSpeaker = isUnseen && areKnown && speakerNuisance === undefined;
    const hasViews = perSpeaker && withViews !== undefined;
    return {
      features: {
        ...features,
        normalisation: perSpeaker ? "perSpeaker" : "perBin",
        ...(hasViews ? { speakerViews: true } : {}),
        ...(areKnown && speakerNuisance !== undefined ? { speakerNuisance } : {}),
      },
      training: {
        ...training,
        ...(hasViews ? withViews : {}),
        learningRate: 2e-3,
        epochs: epochs ?? (isUnseen ? EPOCHS.unseenFunctionals : EPOCHS.seenSpeakers),
      },
    };
  };
}

const ridge: Regularisation = {
  batchSize: 32,
  balanced: true,
  schedule: usualCosine,
  l2: 5,
  averaging: 0.99,
  precision: "float32",
};

/**
 * Of logistic regression on functionals: a ridge so strong that each class's weights come near the
 * distance of its mean from the others', for voices differ more than a few speakers can teach.
 * Chosen for linearFunctionals on TurEV-DB's validation speakers: of 0, 0.1, 0.5, 2 and 5 the last
 * is the best (accuracy 0.483, 0.519, 0.542, 0.556, 0.570).
 */
export const linear: FunctionalsRecipe = { training: ridge };

/**
 * Of logistic regression for speakers of whom nothing is known: what the training speakers differ
 * in is shrunk instead of each being normalised, a weak ridge does for the rest, and the validation
 * speaker is learned from too, for one voice of five is much. On TurEV-DB (six folds, one seed,
 * nothing known) 0.551 where linearFunctionals has 0.429; without the second training 0.461. The
 * ridge and the shrinkage were looked at on inner speakers: choosing them anew for each fold, there
 * alone, gives 0.543.
 */
export const speakerIndependent: FunctionalsRecipe = {
  training: { ...ridge, l2: 0.1, keepLast: true, refit: true },
  speakerNuisance: 10,
};

/**
 * Of weights in closed form. Chosen by leaving out one training speaker of TurEV-DB after the
 * other: with nothing known of the speaker 0.1 (0.563) of 0.1 and 0.3 (0.557), with unlabelled
 * clips 3 and 10 are alike, less is worse.
 */
const shrinkage = { nothing: 0.1, unlabelled: 5 };

/**
 * Clusters of the training speakers' clips that are classes, but for a few clips: TESS's are, those
 * of TurEV-DB are not at all; see fitClusterMatching.
 */
const LEAST_PURITY = 0.95;

/**
 * Beside views of known speakers: of shrinkages 0.3, 1 and 3 and priors of 40, 80 and 160 clips the
 * best on inner speakers of TurEV-DB, 0.761, where the discriminant for all speakers has 0.645. Per
 * speaker it is nearly all or nothing, as clusters find their classes or not.
 */
const mixture = { shrinkage: 3, prior: 80, leastPurity: LEAST_PURITY };

/**
 * The same with a pretrained encoder, of which the mixture sees the layers beside the bands: see
 * docs/unseen-speakers.md.
 */
export const mixtureWithEncoder: MixtureConfig = {
  shrinkage: 1,
  prior: 80,
  temperature: 30,
  leastPurity: LEAST_PURITY,
};

/** Of the discriminant. */
export const discriminant: FunctionalsRecipe = {
  training: {
    batchSize: 32,
    balanced: true,
    schedule: usualPlateau,
    refit: true,
    discriminant: { shrinkage },
    precision: "float32",
  },
  epochs: 1,
  withViews: { discriminant: { shrinkage, mixture } },
};

function knowsSpeakers({ clips }: Corpus): boolean {
  return clips.every(({ speaker }) => speaker !== "");
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
