import type { RunConfig } from "../../src/train/run_config.ts";
import type { ModelName } from "../../src/train/network_config.ts";

/** A configuration with one part changed or left out. */
interface Variant {
  name: string;
  change(config: RunConfig): RunConfig;
}

/** The configuration as it is, with which all others are compared. */
export const WHOLE = "as it is";

const withFeatures = (config: RunConfig, features: Partial<RunConfig["features"]>): RunConfig => ({
  ...config,
  features: config.features && { ...config.features, ...features },
});

const normalisations: Variant[] = [
  {
    name: "normalised on the training set, not per speaker",
    change: (config) => withFeatures(config, { normalisation: "perBin" }),
  },
];

const forAll: Variant[] = [
  {
    name: "without mixup, label smoothing, weight decay and averaged weights",
    change: (config) => {
      const { mixup: _, labelSmoothing: _1, weightDecay: _2, averaging: _3, ...training } =
        config.training;
      return { ...config, training };
    },
  },
];

const ofSpectrograms: Variant[] = [
  {
    name: "normalised clip by clip",
    change: (config) => withFeatures(config, { normalisation: "perClip" }),
  },
  {
    name: "without augmentation",
    change: ({ augmentation: _, ...config }) => config,
  },
  {
    name: "without pitch, voicing and level",
    change: (config) => {
      const { withPitch: _, ...features } = config.features!;
      const network = config.network.kind === "residualCnn2d"
        ? { ...config.network, contours: 0 }
        : config.network;
      return { ...config, features, network };
    },
  },
];

const ofFunctionals: Variant[] = [
  {
    name: "means alone, without standard deviations",
    change: (config) => withFeatures(config, { functionals: "mean" }),
  },
  {
    name: "without a hidden layer: logistic regression",
    change: (config) =>
      config.network.kind === "denseFunctionals"
        ? { ...config, network: { ...config.network, units: [] } }
        : config,
  },
];

const ofVoice: Variant[] = [
  {
    name: "without a ridge",
    change: (config) => {
      const { l2: _, ...training } = config.training;
      return { ...config, training };
    },
  },
];

const ofLinear: Variant[] = [
  {
    name: "without melody and rhythm",
    change: (config) => withFeatures(config, { functionals: "meanAndDeviation" }),
  },
  ...ofVoice,
];

/** Of the speaker-independent network. */
const speakerIndependent: Variant[] = [
  {
    name: "what speakers differ in stays",
    change: (config) => withFeatures(config, { speakerNuisance: undefined }),
  },
  {
    name: "validation speaker not learned from",
    change: ({ training: { refit: _, ...training }, ...config }) => ({ ...config, training }),
  },
];

/** The variants that fit `model`, the whole first. */
export function variantsOf(model: ModelName): Variant[] {
  const whole = { name: WHOLE, change: (config: RunConfig) => config };
  if (model === "speakerIndependentFunctionals") return [whole, ...speakerIndependent];
  return [whole, ...normalisations, ...partsOf(model)];
}

function partsOf(model: ModelName): Variant[] {
  switch (model) {
    case "linearFunctionals":
      return ofLinear;
    case "voiceFunctionals":
    case "egemapsFunctionals":
      return ofVoice;
    case "denseFunctionals":
      return [...ofFunctionals, ...forAll];
    default:
      return [...ofSpectrograms, ...forAll];
  }
}
