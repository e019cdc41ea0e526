/**
 * EmotionUnet, the speech network of paper S (Görmez 2025, doi 10.5824/ajite.2025.03.003.x,
 * section 2.4 and figure 1): six modules of Conv1D and batch normalisation, three on a contracting
 * and three on an expansive path with links between them, one dense layer and a softmax.
 *
 * In: features [batch, time, freq]. Out: class probabilities [batch, class].
 *
 * What the text states: Conv1D with relu and padding "same"; kernel 7 on the contracting path and
 * 5 on the expansive path; each expansive module fed by the one before it and by its contracting
 * counterpart; a dense relu layer; softmax; all else Keras defaults.
 * What it leaves open, and the choice taken, after ProteinUnet (Kotowski et al. 2021), which the
 * paper names as its model: average pooling by 2 after each contracting module, repetition by 2
 * before each expansive one, links by concatenation, flattening before the dense layer.
 */
import {
  initializers,
  input as inputLayer,
  layers,
  type LayersModel,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { batchNormalisation } from "../engine/batch_normalisation_layer.ts";
import { convolution1dRelu } from "../engine/convolution_1d_layer.ts";
import { createRandom } from "../base/random.ts";
import { upSampling1d } from "./up_sampling_1d.ts";

const filters = z.int().min(1).max(4096);

/** EmotionUnet's hyper-parameters (paper S, table 2), as a run's config.json holds them. */
export const emotionUnetSchema = z.object({
  kind: z.literal("emotionUnet"),
  /** Filters of CNN-1 to CNN-6. */
  filters: z.tuple([filters, filters, filters, filters, filters, filters]),
  /** Units of the dense layer. */
  denseUnits: z.int().min(1).max(65_536),
}).strict();

/** The network's whole shape. */
export interface EmotionUnetConfig {
  /** Frames; divisible by 8. */
  frames: number;
  /** Frequency bins (or other features) per frame. */
  bins: number;
  /** Filters of CNN-1 to CNN-6. */
  filters: [number, number, number, number, number, number];
  /** Units of the dense layer. */
  denseUnits: number;
  classes: number;
}

const CONTRACTING_KERNEL = 7;
const EXPANSIVE_KERNEL = 5;

/**
 * Builds EmotionUnet with weights drawn from `seed` (Glorot uniform, as Keras's default).
 * Throws where `frames` is not divisible by 8, the product of the three poolings.
 *
 * @example
 * ```ts
 * const network = emotionUnet({
 *   frames: 128, bins: 129, filters: [256, 106, 256, 196, 18, 256], denseUnits: 764, classes: 4,
 * }, 1);
 * const probabilities = network.predict(features); // [batch, 4]
 * ```
 */
export function emotionUnet(config: EmotionUnetConfig, seed: number): LayersModel {
  if (config.frames % 8 !== 0) {
    throw new Error(`Expected frames to be divisible by 8, but found ${config.frames}`);
  }
  const random = createRandom(seed, "emotionUnet");
  const glorot = () => initializers.glorotUniform({ seed: random.integer(1, 2 ** 31 - 1) });
  const module = (input: SymbolicTensor, index: number, kernelSize: number) => {
    const filtered = convolution1dRelu({
      name: `cnn${index + 1}`,
      filters: config.filters[index],
      kernelSize,
      kernelInitializer: glorot(),
    }).apply(input);
    return batchNormalisation({ name: `norm${index + 1}` }).apply(
      filtered,
    ) as SymbolicTensor;
  };

  const input = inputLayer({ shape: [config.frames, config.bins], name: "features" });
  const links: SymbolicTensor[] = [];
  let path = input;
  for (let index = 0; index < 3; index++) {
    links.push(module(path, index, CONTRACTING_KERNEL));
    path = layers.averagePooling1d({ poolSize: 2, name: `pool${index + 1}` })
      .apply(links[index]) as SymbolicTensor;
  }
  for (let index = 3; index < 6; index++) {
    const wide = upSampling1d({ size: 2, name: `up${index + 1}` }).apply(path) as SymbolicTensor;
    const linked = layers.concatenate({ name: `link${index + 1}` })
      .apply([wide, links[5 - index]]) as SymbolicTensor;
    path = module(linked, index, EXPANSIVE_KERNEL);
  }
  const flat = layers.flatten({ name: "flatten" }).apply(path);
  const dense = layers.dense({
    name: "flc",
    units: config.denseUnits,
    activation: "relu",
    kernelInitializer: glorot(),
  }).apply(flat);
  const probabilities = layers.dense({
    name: "softmax",
    units: config.classes,
    activation: "softmax",
    kernelInitializer: glorot(),
  }).apply(dense) as SymbolicTensor;
  return model({ inputs: input, outputs: probabilities, name: "EmotionUnet" });
}
