/**
 * A small dense network over a clip's functionals: means of spectrum, pitch, voicing and level. It
 * knows no more of a clip than what its voice was like, and so has little of a speaker or a text to
 * learn by heart.
 *
 * In: features [batch, frame, value], of which one frame is usual. Out: class probabilities [batch,
 * class].
 */
import {
  initializers,
  input as inputLayer,
  layers,
  type LayersModel,
  model,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { seededDropout } from "../engine/dropout.ts";
import { applyLayers, classProbabilities, weightSeeds } from "../engine/layers.ts";

const rate = z.number().min(0).lt(1);

/** The hyper-parameters of the network's shape. */
export const denseFunctionalsSchema = z.object({
  kind: z.literal("denseFunctionals"),
  /** Units of the hidden layers; none make multinomial logistic regression. */
  units: z.array(z.int().min(1).max(65_536)).max(8),
  /** Share of the features that a training step leaves out. */
  inputDropout: rate,
  /** Share of the hidden values that a training step leaves out. */
  dropout: rate,
}).strict();

/** See {@link denseFunctionalsSchema}. */
type DenseFunctionalsConfig = z.infer<typeof denseFunctionalsSchema>;

/** About 18,000 parameters for means and deviations of 67 columns. */
export const defaultDenseFunctionals: DenseFunctionalsConfig = {
  kind: "denseFunctionals",
  units: [128],
  inputDropout: 0.2,
  dropout: 0.5,
};

/** Multinomial logistic regression. */
export const linearFunctionals: DenseFunctionalsConfig = {
  kind: "denseFunctionals",
  units: [],
  inputDropout: 0,
  dropout: 0,
};

/**
 * Builds the network with weights drawn from `seed` (He normal, Glorot uniform for the last layer).
 *
 * @example
 * ```ts
 * const network = denseFunctionals(defaultDenseFunctionals, { frames: 1, bins: 134, classes: 4 },
 * 1);
 * ```
 */
export function denseFunctionals(
  { units, inputDropout, dropout }: DenseFunctionalsConfig,
  { frames, bins, classes }: { frames: number; bins: number; classes: number },
  seed: number,
): LayersModel {
  const draw = weightSeeds(seed, "denseFunctionals");
  const hidden = units.flatMap((count, index) => [
    layers.dense({
      name: `dense${index + 1}`,
      units: count,
      activation: "relu",
      kernelInitializer: initializers.heNormal({ seed: draw() }),
    }),
    seededDropout({ rate: dropout, name: `dropout${index + 1}` }),
  ]);
  const steps = [
    layers.flatten({ name: "flatten" }),
    seededDropout({ rate: inputDropout, name: "input_dropout" }),
    ...hidden,
    classProbabilities(classes, draw()),
  ];
  const input = inputLayer({ shape: [frames, bins], name: "features" });
  return model({ inputs: input, outputs: applyLayers(input, ...steps), name: "DenseFunctionals" });
}
