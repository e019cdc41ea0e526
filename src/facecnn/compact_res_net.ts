/**
 * A small residual network for 48 x 48 faces, the better network beside paper F's MobileNet: basic
 * blocks of two 3 x 3 convolutions (He et al. 2016, arXiv 1512.03385, figure 2 and section 4.2)
 * with pooled shortcuts (He et al. 2019, arXiv 1812.01187, ResNet-D), global average pooling,
 * dropout and a softmax.
 *
 * In: images [batch, height, width, 1], 0 to 1. Out: class probabilities [batch, class].
 */
import { input as inputLayer, layers, model } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { seededDropout } from "../engine/dropout.ts";
import { applyLayers, classProbabilities, type Network, weightSeeds } from "../engine/layers.ts";
import {
  normalisedConvolution,
  residualStages,
  residualStagesSchema,
} from "../engine/residual_blocks.ts";

/** Checks {@link CompactResNetConfig}. */
export const compactResNetSchema = z.object({
  kind: z.literal("compactResNet"),
  /** Filters of the first convolution. */
  stemFilters: z.int().min(1).max(1024),
  /** Filters and number of blocks of each stage; each stage halves height and width. */
  stages: residualStagesSchema,
  /** Share of the pooled values that a training step leaves out. */
  dropout: z.number().min(0).lt(1),
}).strict();

/** @internal */
type CompactResNetConfigShape = z.infer<typeof compactResNetSchema>;
/** The hyper-parameters of the network's shape. */
export type CompactResNetConfig = CompactResNetConfigShape;

/** What two cores train on FER2013 in about an hour. */
export const defaultCompactResNet: CompactResNetConfig = {
  kind: "compactResNet",
  stemFilters: 16,
  stages: [
    { filters: 32, blocks: 1 },
    { filters: 64, blocks: 2 },
    { filters: 128, blocks: 2 },
  ],
  dropout: 0.3,
};

/** Twice as wide: four times the arithmetic, for what more time can reach. */
export const wideCompactResNet: CompactResNetConfig = {
  kind: "compactResNet",
  stemFilters: 32,
  stages: [
    { filters: 64, blocks: 1 },
    { filters: 128, blocks: 2 },
    { filters: 256, blocks: 2 },
  ],
  dropout: 0.4,
};

/**
 * Builds the network for images of `size` x `size` with weights drawn from `seed` (He normal).
 *
 * @example
 * ```ts
 * const network = compactResNet(defaultCompactResNet, { size: 48, classes: 7 }, 1);
 * ```
 */
export function compactResNet(
  config: CompactResNetConfig,
  { size, classes }: { size: number; classes: number },
  seed: number,
): Network {
  const draw = weightSeeds(seed, "compactResNet");
  const input = inputLayer({ shape: [size, size, 1], name: "image" });
  const stem = { filters: config.stemFilters, kernelSize: 3, seed: draw() };
  const begun = applyLayers(
    input,
    ...normalisedConvolution("stem", stem),
    layers.reLU({ name: "stem_relu" }),
  );
  const path = residualStages(begun, config.stages, draw);
  const probabilities = applyLayers(
    path,
    layers.globalAveragePooling2d({ name: "pool" }),
    seededDropout({ rate: config.dropout, name: "dropout" }),
    classProbabilities(classes, draw()),
  );
  return model({ inputs: input, outputs: probabilities, name: "CompactResNet" });
}
