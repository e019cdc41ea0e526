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
  type LayersModel,
  model,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { RECENT_MOMENTUM } from "../engine/batch_normalisation.ts";
import { seededDropout } from "../engine/dropout.ts";
import { applyLayers, classProbabilities, weightSeeds } from "../engine/layers.ts";
import { attentiveStatistics } from "./attentive_statistics_layer.ts";
import { unetFiltersSchema, unetPath } from "./emotion_unet.ts";

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
type AttentiveUnetConfig = z.infer<typeof attentiveUnetSchema>;

/** About 220,000 parameters for 67 bins. */
export const defaultAttentiveUnet: AttentiveUnetConfig = {
  kind: "attentiveUnet",
  filters: [48, 64, 96, 64, 48, 48],
  attentionUnits: 32,
  dropout: 0.3,
};

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
  const draw = weightSeeds(seed, "attentiveUnet");
  const glorot = () => initializers.glorotUniform({ seed: draw() });
  const input = inputLayer({ shape: [frames, bins], name: "features" });
  const steps = [
    attentiveStatistics({ units: attentionUnits, seed: draw(), name: "pool" }),
    seededDropout({ rate: dropout, name: "dropout" }),
    classProbabilities(classes, draw()),
  ];
  const path = unetPath(input, { filters, initialise: glorot, momentum: RECENT_MOMENTUM });
  return model({ inputs: input, outputs: applyLayers(path, ...steps), name: "AttentiveUnet" });
}
