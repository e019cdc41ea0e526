/**
 * Convolutions over time, then a bidirectional LSTM (Hochreiter and Schmidhuber 1997; Graves and
 * Schmidhuber 2005), which paper S names as future work (section 5), then attentive statistics. The
 * convolutions shorten the clip to a quarter of its frames, for a LSTM's steps wait for each other.
 *
 * In: features [batch, time, freq]. Out: class probabilities [batch, class].
 */
import {
  initializers,
  input as inputLayer,
  layers,
  type LayersModel,
  model,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { batchNormalisation, RECENT_MOMENTUM } from "../engine/batch_normalisation.ts";
import { seededDropout } from "../engine/dropout.ts";
import { applyLayers, classProbabilities, weightSeeds } from "../engine/layers.ts";
import { attentiveStatistics } from "./attentive_statistics_layer.ts";

/** The hyper-parameters of the network's shape. */
export const cnnBiLstmSchema = z.object({
  kind: z.literal("cnnBiLstm"),
  /** Filters of the two convolutions, each of which halves the frames. */
  filters: z.tuple([z.int().min(1).max(4096), z.int().min(1).max(4096)]),
  /** Units of the LSTM in each direction. */
  lstmUnits: z.int().min(1).max(4096),
  /** Units of the layer that scores frames. */
  attentionUnits: z.int().min(1).max(4096),
  /** Share of values that a training step leaves out, before the LSTM and after the pooling. */
  dropout: z.number().min(0).lt(1),
}).strict();

/** See {@link cnnBiLstmSchema}. */
type CnnBiLstmConfig = z.infer<typeof cnnBiLstmSchema>;

/** About 200,000 parameters for 67 bins. */
export const defaultCnnBiLstm: CnnBiLstmConfig = {
  kind: "cnnBiLstm",
  filters: [96, 96],
  lstmUnits: 64,
  attentionUnits: 32,
  dropout: 0.3,
};

const KERNEL = 5;

/**
 * Builds the network with weights drawn from `seed` (He normal for convolutions, Glorot uniform
 * elsewhere).
 *
 * @example
 * ```ts
 * const network = cnnBiLstm(defaultCnnBiLstm, { frames: 64, bins: 67, classes: 4 }, 1);
 * ```
 */
export function cnnBiLstm(
  { filters, lstmUnits, attentionUnits, dropout }: CnnBiLstmConfig,
  { frames, bins, classes }: { frames: number; bins: number; classes: number },
  seed: number,
): LayersModel {
  const draw = weightSeeds(seed, "cnnBiLstm");
  const convolutions = filters.flatMap((count, index) => [
    layers.conv1d({
      name: `conv${index + 1}`,
      filters: count,
      kernelSize: KERNEL,
      strides: 2,
      padding: "same",
      useBias: false,
      kernelInitializer: initializers.heNormal({ seed: draw() }),
    }),
    batchNormalisation({ name: `conv${index + 1}_bn`, momentum: RECENT_MOMENTUM }),
    layers.reLU({ name: `conv${index + 1}_relu` }),
  ]);
  const lstm = layers.lstm({
    units: lstmUnits,
    returnSequences: true,
    // As Keras has it; tfjs-layers' own default is the piecewise linear one of Keras 1.
    recurrentActivation: "sigmoid",
    kernelInitializer: initializers.glorotUniform({ seed: draw() }),
    // tfjs's orthogonal start needs methods of tensors that only all of tfjs registers.
    recurrentInitializer: initializers.glorotUniform({ seed: draw() }),
  });
  const steps = [
    ...convolutions,
    seededDropout({ rate: dropout, name: "dropout1" }),
    layers.bidirectional({ layer: lstm as never, mergeMode: "concat", name: "lstm" }),
    attentiveStatistics({ units: attentionUnits, seed: draw(), name: "pool" }),
    seededDropout({ rate: dropout, name: "dropout2" }),
    classProbabilities(classes, draw()),
  ];
  const input = inputLayer({ shape: [frames, bins], name: "features" });
  return model({ inputs: input, outputs: applyLayers(input, ...steps), name: "CnnBiLstm" });
}
