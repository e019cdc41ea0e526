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
import { initializers, input as inputLayer, layers, model } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { applyLayers, classProbabilities, type Network, weightSeeds } from "../engine/layers.ts";
import { type UnetFilters, unetFiltersSchema, unetPath } from "./unet_path.ts";

/** EmotionUnet's hyper-parameters (paper S, table 2), as a run's config.json holds them. */
export const emotionUnetSchema = z.object({
  kind: z.literal("emotionUnet"),
  filters: unetFiltersSchema,
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
  filters: UnetFilters;
  /** Units of the dense layer. */
  denseUnits: number;
  /** Outputs of the softmax. */
  classes: number;
}

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
export function emotionUnet(config: EmotionUnetConfig, seed: number): Network {
  const draw = weightSeeds(seed, "emotionUnet");
  const glorot = () => initializers.glorotUniform({ seed: draw() });
  const input = inputLayer({ shape: [config.frames, config.bins], name: "features" });
  const path = unetPath(input, { filters: config.filters, initialise: glorot });
  const probabilities = applyLayers(
    path,
    layers.flatten({ name: "flatten" }),
    layers.dense({
      name: "flc",
      units: config.denseUnits,
      activation: "relu",
      kernelInitializer: glorot(),
    }),
    classProbabilities(config.classes, draw()),
  );
  return model({ inputs: input, outputs: probabilities, name: "EmotionUnet" });
}
