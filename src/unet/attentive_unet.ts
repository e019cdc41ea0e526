/**
 * EmotionUnet's six modules, narrow, with attentive statistics pooling where paper S's network has
 * its dense layer: nearly all of that network's 26 million weights are in this layer, and it learns
 * where in a clip things are said, which another speaker does elsewhere.
 *
 * In: features [batch, time, freq]. Out: class probabilities [batch, class].
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
import { createRandom } from "../base/random.ts";
import { seededDropout } from "../engine/dropout_layer.ts";
import { attentiveStatistics } from "./attentive_statistics_layer.ts";
import { unetFiltersSchema, unetPath } from "./unet_path.ts";

/** The hyper-parameters of the network's shape. */
export const attentiveUnetSchema = z.object({
  kind: z.literal("attentiveUnet"),
  filters: unetFiltersSchema,
  /** Units of the layer that scores frames. */
  attentionUnits: z.int().min(1).max(4096),
  /** Share of the pooled values that a training step leaves out. */
  dropout: z.number().min(0).lt(1),
}).strict();

/** See {@link attentiveUnetSchema}. */
export type AttentiveUnetConfig = z.infer<typeof attentiveUnetSchema>;

/** About 220,000 parameters for 67 bins. */
export const defaultAttentiveUnet: AttentiveUnetConfig = {
  kind: "attentiveUnet",
  filters: [48, 64, 96, 64, 48, 48],
  attentionUnits: 32,
  dropout: 0.3,
};

/** Batch statistics of recent steps count more than Keras's 0.99 lets them: epochs are short. */
const MOMENTUM = 0.9;

/**
 * Builds the network with weights drawn from `seed` (Glorot uniform). Throws where `frames` is not
 * divisible by 8, the product of the three poolings.
 *
 * @example
 * ```ts
 * const network = attentiveUnet(defaultAttentiveUnet, { frames: 64, bins: 67, classes: 4 }, 1);
 * ```
 */
export function attentiveUnet(
  { filters, attentionUnits, dropout }: AttentiveUnetConfig,
  { frames, bins, classes }: { frames: number; bins: number; classes: number },
  seed: number,
): LayersModel {
  const random = createRandom(seed, "attentiveUnet");
  const draw = () => random.integer(1, 2 ** 31 - 1);
  const glorot = () => initializers.glorotUniform({ seed: draw() });
  const input = inputLayer({ shape: [frames, bins], name: "features" });
  const steps = [
    attentiveStatistics({ units: attentionUnits, seed: draw(), name: "pool" }),
    seededDropout({ rate: dropout, name: "dropout" }),
    layers.dense({
      name: "softmax",
      units: classes,
      activation: "softmax",
      kernelInitializer: glorot(),
    }),
  ];
  const path = unetPath(input, { filters, initialise: glorot, momentum: MOMENTUM });
  const probabilities = steps.reduce(
    (value, layer) => layer.apply(value) as SymbolicTensor,
    path,
  );
  return model({ inputs: input, outputs: probabilities, name: "AttentiveUnet" });
}
