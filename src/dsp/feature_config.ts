/** What determines a clip's features: their kind, shape and scale. */
import { z } from "zod";
import { encoderConfigSchema } from "./encoder/encoder_config.ts";
import { type FeatureKind, featureKind, featureKindNames, kindsWhere } from "./feature_kinds.ts";
import { LOWEST_EGEMAPS_RATE_HZ } from "./egemaps/egemaps.ts";
import { LOWEST_PITCH_RATE_HZ } from "./pitch/path.ts";

/** Checks {@link FrameSettings}. */
const frameSettingsSchema = z.object({
  /** Clips are resampled to this rate, in hertz. */
  sampleRateHz: z.int().min(1000).max(192_000),
  /** FFT length in samples, a power of two from 64 to 4096. */
  fftSize: z.int().min(64).max(4096).refine((n) => (n & (n - 1)) === 0, {
    message: "Expected fftSize to be a power of two",
  }),
  /** Samples between the starts of neighbouring frames. */
  hopSamples: z.int().min(1).max(4096),
  window: z.enum(["hann", "hamming", "blackman", "rectangular"]),
  /** How the signal is padded so that frame t is centred at t * hopSamples; "none" does not pad. */
  centre: z.enum(["reflect", "constant", "none"]),
  /** Of kind "stft"; the other kinds have scales of their own. */
  scale: z.enum(["magnitude", "power", "log"]),
  /** For decibels: values more than this many decibels below the clip's peak are raised to it. */
  floorDb: z.number().positive(),
  /** Mel bands, 64 if absent. */
  melBins: z.int().min(2).max(512).optional(),
  /** Whose mel scale: Slaney's (if absent), as librosa's default, or HTK's. */
  melScale: z.enum(["slaney", "htk"]).optional(),
  /** Of kind "mfcc": cepstral coefficients, 13 if absent. */
  coefficients: z.int().min(1).max(512).optional(),
});

/** @internal */
type FrameSettingsShape = z.infer<typeof frameSettingsSchema>;
/** What the frames of a clip are computed from, whatever their kind. */
export type FrameSettings = FrameSettingsShape;

const { melBins, melScale, coefficients, ...transformSettings } = frameSettingsSchema.shape;

const readsMel = ({ reads }: FeatureKind) => reads.includes("melBins");
const readsCoefficients = ({ reads }: FeatureKind) => reads.includes("coefficients");

/** Checks {@link ImportedConfig}. */
export const importedConfigSchema = z.object({
  /** What tables call it. */
  name: z.string().regex(/^[\w.-]{1,40}$/, "Expected at most 40 letters, digits, dots and dashes"),
  /** SHA-256 of the CSV file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Numbers of a clip. */
  values: z.int().min(1).max(100_000),
}).strict();

/** @internal */
type ImportedConfigShape = z.infer<typeof importedConfigSchema>;
/** Which table of features; see importFeatures. */
export type ImportedConfig = ImportedConfigShape;

const alone = ["encoder", "imported", "egemaps"] as const;

/** Whether functionals are of the recording itself, or from elsewhere, and not of its frames. */
export function standsAlone(
  functionals: string | undefined,
): functionals is (typeof alone)[number] {
  return alone.some((name) => name === functionals);
}

/** Checks {@link FeatureConfig}. */
export const featureConfigSchema = z.object({
  ...transformSettings,
  /** Every clip is cropped or padded to this many frames. */
  frames: z.int().min(1).max(8192),
  /** Where a clip longer than `frames` is cropped, and a shorter one is padded. */
  alignment: z.enum(["start", "centre"]),
  /**
   * What mean and deviation are taken over: the training set, per bin ("perBin") or all bins
   * together ("global"); each clip by itself ("perClip") or all clips of its speaker
   * ("perSpeaker"), per bin; or none. See fitNormaliser for what "perSpeaker" assumes.
   */
  normalisation: z.enum(["perBin", "global", "perClip", "perSpeaker", "none"]),
  /**
   * Under "perSpeaker": a speaker's own mean and deviation are mixed with the average training
   * speaker's as if so many clips of the latter were among the speaker's; those of a clip alone
   * too.
   */
  speakerPrior: z.number().positive().max(10_000).optional(),
  /** Of earlier versions. */
  alsoAsStranger: z.never(
    "Expected speakerViews instead of alsoAsStranger, which no version has now",
  )
    .optional(),
  /**
   * Of functionals under "perSpeaker": a clip of a known speaker and one of an unknown speaker
   * stand in columns of their own, beside each other, and a last column says which it is, so that
   * one network judges both by different weights. The training and validation sets hold each clip
   * both ways.
   */
  speakerViews: z.literal(true).optional(),
  /**
   * Of functionals under "perBin": directions in which the training speakers differ from each
   * other, whatever their emotion, are shrunk the more the larger this is; see fitSpeakerNuisance.
   */
  speakerNuisance: z.number().positive().max(1e6).optional(),
  /** Sound above this frequency is removed, in hertz, as on the telephone (4000, or less). */
  bandwidthHz: z.int().min(500).max(96_000).optional(),
  /**
   * Every clip is brought to this level first, in decibels of full scale (see levelClip), so that
   * the microphone's distance does not matter, and neither does how loud somebody speaks.
   */
  levelDb: z.number().min(-60).max(0).optional(),
  /** A row of {@link featureKinds}; "stft" if absent. */
  kind: z.enum(featureKindNames).optional(),
  melBins,
  melScale,
  coefficients,
  /** x[n] - preEmphasis * x[n-1] before the spectrum, such as 0.97; none if absent. */
  preEmphasis: z.number().gt(0).lt(1).optional(),
  /** True appends three columns: log2 of the pitch in hertz, voicing, and level in decibels. */
  withPitch: z.boolean().optional(),
  /** Instead of the frames one that sums them up: see clipFunctionals. */
  functionals: z.enum([
    "mean",
    "meanAndDeviation",
    "meanDeviationAndProsody",
    "voice",
    "combined",
    ...alone,
  ]).optional(),
  /** A table of values by clip that somebody else computed, for functionals "imported". */
  imported: importedConfigSchema.optional(),
  /** A pretrained encoder, whose values follow the functionals; alone for functionals "encoder". */
  encoder: encoderConfigSchema.optional(),
}).strict().refine(
  ({ normalisation, speakerPrior }) => speakerPrior === undefined || normalisation === "perSpeaker",
  {
    path: ["normalisation"],
    message: "Expected perSpeaker beside speakerPrior",
  },
).refine(
  ({ normalisation, speakerViews, functionals }) =>
    !speakerViews || (normalisation === "perSpeaker" && functionals !== undefined),
  { path: ["speakerViews"], message: "Expected perSpeaker and functionals beside speakerViews" },
).refine(
  ({ functionals, kind }) => functionals !== "combined" || kind === "logMel",
  { path: ["functionals"], message: "Expected logMel beside combined" },
).refine(
  ({ normalisation, speakerNuisance, functionals }) =>
    speakerNuisance === undefined || (normalisation === "perBin" && functionals !== undefined),
  {
    path: ["speakerNuisance"],
    message: "Expected perBin and functionals beside speakerNuisance",
  },
).refine(
  ({ bandwidthHz, sampleRateHz }) => bandwidthHz === undefined || bandwidthHz <= sampleRateHz / 2,
  { path: ["bandwidthHz"], message: "Expected at most half of sampleRateHz" },
).refine(
  ({ kind, melBins, melScale }) =>
    readsMel(featureKind({ kind })) ||
    (melBins === undefined && melScale === undefined),
  {
    path: ["kind"],
    message: `Expected ${kindsWhere(readsMel)} beside melBins or melScale, which others lack`,
  },
).refine(
  ({ kind, withPitch, preEmphasis }) =>
    featureKind({ kind }).contours === null || (!withPitch && preEmphasis === undefined),
  {
    path: ["kind"],
    message: "Expected neither withPitch nor preEmphasis beside " +
      `${kindsWhere((kind) => kind.contours !== null)}, which has a pitch of its own`,
  },
).refine(
  ({ kind, coefficients }) =>
    readsCoefficients(featureKind({ kind })) || coefficients === undefined,
  {
    path: ["kind"],
    message: `Expected ${
      kindsWhere(readsCoefficients)
    } beside coefficients, which other kinds lack`,
  },
).refine(
  ({ melBins = defaultMelBins, coefficients = defaultCoefficients, kind }) =>
    !readsCoefficients(featureKind({ kind })) || coefficients <= melBins,
  { path: ["coefficients"], message: "Expected at most as many coefficients as mel bands" },
).refine(
  ({ withPitch, kind, sampleRateHz }) =>
    (!withPitch && featureKind({ kind }).contours === null) || sampleRateHz >= LOWEST_PITCH_RATE_HZ,
  {
    path: ["sampleRateHz"],
    message: `Expected at least ${LOWEST_PITCH_RATE_HZ} Hz, which pitch needs`,
  },
).refine(({ functionals, frames }) => !functionals || frames === 1, {
  path: ["functionals"],
  message: "Expected 1 as frames beside functionals",
}).refine(
  ({ functionals, kind, withPitch }) =>
    !functionals || standsAlone(functionals) ||
    (functionals === "voice" ? kind === "voice" : withPitch),
  {
    path: ["functionals"],
    message: "Expected functionals beside withPitch, whose level they need, or voice beside the " +
      "kind voice",
  },
).refine(
  ({ functionals, encoder }) => encoder === undefined ? functionals !== "encoder" : functionals,
  { path: ["encoder"], message: "Expected an encoder and functionals beside each other" },
).refine(
  ({ encoder, sampleRateHz }) => encoder === undefined || encoder.sampleRateHz === sampleRateHz,
  { path: ["sampleRateHz"], message: "Expected the sampling rate of the encoder" },
).refine(
  ({ functionals, withPitch, kind }) =>
    !standsAlone(functionals) || (!withPitch && (kind ?? "stft") === "stft"),
  {
    path: ["functionals"],
    message: "Expected neither withPitch nor a kind beside encoder, imported and egemaps",
  },
).refine(
  ({ functionals, sampleRateHz }) =>
    functionals !== "egemaps" || sampleRateHz >= LOWEST_EGEMAPS_RATE_HZ,
  {
    path: ["sampleRateHz"],
    message: `Expected at least ${LOWEST_EGEMAPS_RATE_HZ} Hz, which eGeMAPS needs`,
  },
).refine(
  ({ functionals, imported, encoder }) =>
    (functionals === "imported") === (imported !== undefined) && !(imported && encoder),
  { path: ["imported"], message: "Expected a table and functionals imported beside each other" },
);

/** @internal */
type FeatureConfigShape = z.infer<typeof featureConfigSchema>;
/**
 * Sampling rate, STFT, kind, scale and length of the features; JSON-serialisable and checked. The
 * optional fields keep configurations without them, and their hashes, as they were.
 */
export type FeatureConfig = FeatureConfigShape;

/** Mel bands where a configuration does not say. */
export const defaultMelBins = 64;

/** Cepstral coefficients where a configuration does not say. */
export const defaultCoefficients = 13;

/** The settings of the frames, with what a configuration leaves out. */
export function frameSettings(config: FeatureConfig): Required<FrameSettings> {
  const { melBins = defaultMelBins, melScale = "slaney", coefficients = defaultCoefficients } =
    config;
  return { ...config, melBins, melScale, coefficients };
}

/** The features of some clips. */
export interface FeatureSet {
  /** Clip ids, in the order of the rows. */
  ids: string[];
  /** [clip, frame, bin], row-major. */
  data: Float32Array;
  /** [clips, frames, bins]. */
  shape: [number, number, number];
}

/**
 * Speech at 16 kHz, frames of 32 ms every 10 ms, 128 of them (1.28 s), in decibels.
 *
 * Paper S gives neither sampling rate nor STFT parameters nor length. These were chosen on the
 * validation set of TurEV-DB's random split (seed 1, paper S's network and training; the lowest
 * validation loss and the accuracy of that epoch):
 *
 * | FFT and frame | hop   | frames | validation loss | validation accuracy |
 * | ------------: | ----: | -----: | --------------: | ------------------: |
 * |        512    | 160   |    128 |           0.467 |               0.913 |
 * |        256    | 128   |    128 |           0.557 |               0.861 |
 * |        512    | 256   |     96 |           0.482 |               0.913 |
 */
export const defaultFeatures: FeatureConfig = {
  sampleRateHz: 16_000,
  fftSize: 512,
  hopSamples: 160,
  window: "hann",
  centre: "reflect",
  scale: "log",
  floorDb: 80,
  frames: 128,
  alignment: "start",
  normalisation: "perBin",
};
