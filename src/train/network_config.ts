/** What network a run trains: its kind and its hyper-parameters; JSON-serialisable and checked. */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import type { Corpus } from "../data/corpus.ts";
import { limitWeights } from "../engine/layers.ts";
import { compactResNet, compactResNetSchema } from "../facecnn/compact_res_net.ts";
import { mobileNet, mobileNetSchema } from "../facecnn/mobile_net.ts";
import { attentiveUnet, attentiveUnetSchema } from "../unet/attentive_unet.ts";
import { cnnBiLstm, cnnBiLstmSchema } from "../unet/cnn_bi_lstm.ts";
import { conformer, conformerSchema } from "../unet/conformer.ts";
import { denseFunctionals, denseFunctionalsSchema } from "../unet/logistic_regression.ts";
import { denseFeatures, denseFeaturesSchema } from "../unet/dense_features.ts";
import { emotionUnet, emotionUnetSchema } from "../unet/emotion_unet.ts";
import { residualCnn2d, residualCnn2dSchema } from "../unet/residual_cnn_2d.ts";

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
