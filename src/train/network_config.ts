/** What network a run trains: its kind and its hyper-parameters; JSON-serialisable and checked. */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import type { Corpus } from "../data/corpus.ts";
import { limitWeights } from "../engine/layers.ts";
import {
  compactResNet,
  compactResNetSchema,
  defaultCompactResNet,
  wideCompactResNet,
} from "../facecnn/compact_res_net.ts";
import { defaultMobileNet, mobileNet, mobileNetSchema } from "../facecnn/mobile_net.ts";
import {
  attentiveUnet,
  attentiveUnetSchema,
  defaultAttentiveUnet,
} from "../unet/attentive_unet.ts";
import { cnnBiLstm, cnnBiLstmSchema, defaultCnnBiLstm } from "../unet/cnn_bi_lstm.ts";
import { conformer, conformerSchema, defaultConformer } from "../unet/conformer.ts";
import { denseFeatures, denseFeaturesSchema } from "../unet/dense_features.ts";
import { emotionUnet, emotionUnetSchema } from "../unet/emotion_unet.ts";
import {
  defaultDenseFunctionals,
  denseFunctionals,
  denseFunctionalsSchema,
  linearFunctionals,
} from "../unet/logistic_regression.ts";
import {
  type PublishedConfiguration,
  publishedConfigurations,
} from "../unet/published_configurations.ts";
import {
  defaultResidualCnn2d,
  residualCnn2d,
  residualCnn2dSchema,
  wideResidualCnn2d,
} from "../unet/residual_cnn_2d.ts";
import type { RunConfig } from "./run_config.ts";

/** Checks {@link NetworkConfig}. */
export const networkConfigSchema = z.discriminatedUnion("kind", [
  emotionUnetSchema,
  attentiveUnetSchema,
  residualCnn2dSchema,
  cnnBiLstmSchema,
  conformerSchema,
  denseFunctionalsSchema,
  denseFeaturesSchema,
  mobileNetSchema,
  compactResNetSchema,
]);

/** @internal */
type NetworkConfigShape = z.infer<typeof networkConfigSchema>;
/** Every network that can be trained, told apart by `kind`. */
export type NetworkConfig = NetworkConfigShape;

/** What each kind of network is fed with, and its name in tables. */
const kinds: Record<NetworkConfig["kind"], { input: Corpus["kind"]; title: string }> = {
  emotionUnet: { input: "audio", title: "EmotionUnet" },
  attentiveUnet: { input: "audio", title: "AttentiveUnet" },
  residualCnn2d: { input: "audio", title: "ResidualCnn2d" },
  cnnBiLstm: { input: "audio", title: "CnnBiLstm" },
  conformer: { input: "audio", title: "Conformer" },
  denseFunctionals: { input: "audio", title: "DenseFunctionals" },
  denseFeatures: { input: "features", title: "DenseFeatures" },
  mobileNet: { input: "images", title: "MobileNet" },
  compactResNet: { input: "images", title: "CompactResNet" },
};

/** The kinds, as `--model` names them. */
export const networkKinds = Object.keys(kinds) as NetworkConfig["kind"][];

/** Which kind of corpus the network is for. */
export function networkInput({ kind }: Pick<NetworkConfig, "kind">): Corpus["kind"] {
  return kinds[kind].input;
}

/** The network's name as the literature and the tables have it. */
export function networkTitle({ kind }: Pick<NetworkConfig, "kind">): string {
  return kinds[kind].title;
}

const RANKS: Record<Corpus["kind"], number> = { audio: 2, features: 1, images: 3 };

/** The most weights that a network may have, 1 GiB of them; the papers' have below 30 million. */
const MOST_WEIGHTS = 2 ** 28;

/**
 * Builds the network for samples of `sampleShape` ([time, freq]; [feature] for a table;
 * [size, size, 1] for images). Throws where the shape does not fit the kind, and a UserError for a
 * network of more than {@link MOST_WEIGHTS} weights.
 */
export function buildNetwork(
  config: NetworkConfig,
  sampleShape: readonly number[],
  classes: number,
  seed: number,
): LayersModel {
  return limitWeights(MOST_WEIGHTS, () => build(config, sampleShape, classes, seed));
}

function build(
  config: NetworkConfig,
  sampleShape: readonly number[],
  classes: number,
  seed: number,
): LayersModel {
  const rank = RANKS[networkInput(config)];
  if (sampleShape.length !== rank) {
    throw new Error(`Expected samples of rank ${rank}, but found the shape [${sampleShape}]`);
  }
  const [first, second] = sampleShape;
  switch (config.kind) {
    case "denseFeatures":
      return denseFeatures({ features: first, units: config.units, classes }, seed);
    case "emotionUnet":
      return emotionUnet({ ...config, frames: first, bins: second, classes }, seed);
    case "attentiveUnet":
      return attentiveUnet(config, { frames: first, bins: second, classes }, seed);
    case "residualCnn2d":
      return residualCnn2d(config, { frames: first, bins: second, classes }, seed);
    case "cnnBiLstm":
      return cnnBiLstm(config, { frames: first, bins: second, classes }, seed);
    case "conformer":
      return conformer(config, { frames: first, bins: second, classes }, seed);
    case "denseFunctionals":
      return denseFunctionals(config, { frames: first, bins: second, classes }, seed);
    case "mobileNet":
      return mobileNet(config, { size: first, classes }, seed);
    case "compactResNet":
      return compactResNet(config, { size: first, classes }, seed);
  }
}

// What `--model` may name: a kind of network in its usual size, or another configuration of one
// that has a name of its own.

/** See {@link modelNames}. */
export type ModelName =
  | NetworkConfig["kind"]
  | "compactResNetWide"
  | "residualCnn2dWide"
  | "linearFunctionals"
  | "voiceFunctionals"
  | "speakerIndependentFunctionals"
  | "discriminantFunctionals";

type Variant = Exclude<ModelName, NetworkConfig["kind"]>;

/** Configurations that share their kind with another one. */
const variants: Record<Variant, { kind: NetworkConfig["kind"]; suffix: string }> = {
  compactResNetWide: { kind: "compactResNet", suffix: ", wide" },
  residualCnn2dWide: { kind: "residualCnn2d", suffix: ", wide" },
  linearFunctionals: { kind: "denseFunctionals", suffix: ", linear" },
  voiceFunctionals: { kind: "denseFunctionals", suffix: ", linear, of the voice" },
  speakerIndependentFunctionals: { kind: "denseFunctionals", suffix: ", linear, for strangers" },
  discriminantFunctionals: { kind: "denseFunctionals", suffix: ", discriminant" },
};

/** All models, as `--model` names them. */
export const modelNames = [...networkKinds, ...Object.keys(variants)] as ModelName[];

/** Which kind of corpus the model is for. */
export function modelInput(model: ModelName): ReturnType<typeof networkInput> {
  return networkInput({ kind: kindOf(model) });
}

/**
 * The model's name in tables.
 *
 * @example
 * ```ts
 * modelTitle("compactResNetWide"); // "CompactResNet, wide"
 * ```
 */
export function modelTitle(model: ModelName): string {
  return networkTitle({ kind: kindOf(model) }) + (isVariant(model) ? variants[model].suffix : "");
}

/** What a run's configuration says of its network and of what it learned from. */
type ModelConfig = Pick<RunConfig, "corpus" | "network" | "features" | "pseudoLabelled">;

/**
 * Tells a run's model from others of its kind: `denseFunctionals`, `linearFunctionals` and
 * `voiceFunctionals` share a kind; a network of another size than its model's names what differs,
 * such as `denseFunctionals-units64`, one that hears no higher than so many hertz ends in them.
 */
export function modelOf(
  { corpus, network, features }: Omit<ModelConfig, "pseudoLabelled">,
): string {
  const model = nearestModel(network, features);
  const usual = usualNetwork(model, corpus);
  const changed = usual === undefined
    ? []
    : Object.entries(network).filter(([name, value]) =>
      JSON.stringify(value) !== JSON.stringify((usual as Record<string, unknown>)[name])
    );
  const band = features?.bandwidthHz;
  return [
    model,
    ...changed.map(([name, value]) => name + shortValue(value)),
    ...band === undefined ? [] : [`bandwidth${band}`],
  ].join("-");
}

/** The same in tables, with "adapted" for a run that learned from its test part (transductive). */
export function modelText(config: ModelConfig): string {
  return modelOf(config) + (config.pseudoLabelled ? ", adapted" : "");
}

function nearestModel(network: NetworkConfig, features: RunConfig["features"]): ModelName {
  switch (network.kind) {
    case "denseFunctionals":
      if (features?.kind === "voice") return "voiceFunctionals";
      if (features?.speakerNuisance !== undefined) return "speakerIndependentFunctionals";
      if (features?.functionals === "combined") return "discriminantFunctionals";
      return network.units.length === 0 ? "linearFunctionals" : "denseFunctionals";
    case "residualCnn2d":
      return isSame(network, wideResidualCnn2d) ? "residualCnn2dWide" : "residualCnn2d";
    case "compactResNet":
      return isSame(network, wideCompactResNet) ? "compactResNetWide" : "compactResNet";
    default:
      return network.kind;
  }
}

function isSame(a: NetworkConfig, b: NetworkConfig): boolean {
  const inOrder = (network: NetworkConfig) => JSON.stringify(Object.entries(network).sort());
  return inOrder(a) === inOrder(b);
}

/** The network of the model unless told otherwise; undefined where it has no usual size. */
function usualNetwork(model: ModelName, corpus: string): NetworkConfig | undefined {
  return model === "emotionUnet" ? publishedEmotionUnet(corpus) : usual[model];
}

/** That of paper S, table 2, and of TurEV-DB for corpora that it lacks. */
export function publishedEmotionUnet(corpus: string): NetworkConfig {
  const published: Record<string, PublishedConfiguration> = publishedConfigurations;
  const { filters, denseUnits } = published[corpus] ?? publishedConfigurations.turev;
  return { kind: "emotionUnet", filters, denseUnits };
}

/** A small network for tables of features. */
export const usualDenseFeatures: NetworkConfig = { kind: "denseFeatures", units: [128, 64] };

const usual: Partial<Record<ModelName, NetworkConfig>> = {
  denseFeatures: usualDenseFeatures,
  mobileNet: defaultMobileNet,
  attentiveUnet: defaultAttentiveUnet,
  residualCnn2d: defaultResidualCnn2d,
  residualCnn2dWide: wideResidualCnn2d,
  cnnBiLstm: defaultCnnBiLstm,
  conformer: defaultConformer,
  denseFunctionals: defaultDenseFunctionals,
  linearFunctionals,
  voiceFunctionals: linearFunctionals,
  speakerIndependentFunctionals: linearFunctionals,
  discriminantFunctionals: linearFunctionals,
  compactResNet: defaultCompactResNet,
  compactResNetWide: wideCompactResNet,
};

/** A value within a folder's name: 128, 128x64, or the start of what is longer. */
function shortValue(value: unknown): string {
  const text = Array.isArray(value) && value.every((one) => typeof one === "number")
    ? value.join("x") || "0"
    : JSON.stringify(value);
  return text.replaceAll(/[^\w.]+/g, "").slice(0, 24);
}

function kindOf(model: ModelName): NetworkConfig["kind"] {
  return isVariant(model) ? variants[model].kind : model;
}

function isVariant(model: ModelName): model is Variant {
  return Object.hasOwn(variants, model);
}
