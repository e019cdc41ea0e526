/**
 * A small dense network for tables of precomputed features, such as ANAD's 24 means: the stand-in
 * where a corpus's audio is not to be had. Not a network of the papers.
 *
 * In: features [batch, feature]. Out: class probabilities [batch, class].
 */
import { initializers, layers, type LayersModel, sequential } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { batchNormalisation } from "../engine/batch_normalisation.ts";
import { classProbabilities, weightSeeds } from "../engine/layers.ts";

/** The network's hyper-parameters, as a run's config.json holds them. */
export const denseFeaturesSchema = z.object({
  kind: z.literal("denseFeatures"),
  /** Units of each hidden layer. */
  units: z.array(z.int().min(1).max(65_536)).min(1).max(8),
}).strict();

/** A small network for tables of features. */
export const defaultDenseFeatures: z.infer<typeof denseFeaturesSchema> = {
  kind: "denseFeatures",
  units: [128, 64],
};

/** The network's shape. */
interface DenseFeaturesConfig {
  features: number;
  /** Units of each hidden layer. */
  units: number[];
  classes: number;
}

/** Hidden layers of dense, relu and batch normalisation, then a softmax; weights by `seed`. */
export function denseFeatures(config: DenseFeaturesConfig, seed: number): LayersModel {
  const draw = weightSeeds(seed, "denseFeatures");
  const network = sequential({ name: "DenseFeatures" });
  config.units.forEach((units, index) => {
    network.add(layers.dense({
      name: `dense${index + 1}`,
      units,
      activation: "relu",
      kernelInitializer: initializers.glorotUniform({ seed: draw() }),
      ...(index === 0 ? { inputShape: [config.features] } : {}),
    }));
    network.add(batchNormalisation({ name: `norm${index + 1}` }));
  });
  network.add(classProbabilities(config.classes, draw()));
  return network;
}
