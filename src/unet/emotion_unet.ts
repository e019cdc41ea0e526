/**
 * EmotionUnet, the speech network of paper S (Görmez 2025, doi 10.5824/ajite.2025.03.003.x, section
 * 2.4 and figure 1): six modules of Conv1D and batch normalisation, three on a contracting and
 * three on an expansive path with links between them, one dense layer and a softmax.
 *
 * In: features [batch, time, freq]. Out: class probabilities [batch, class].
 *
 * What the text states: Conv1D with relu and padding "same"; kernel 7 on the contracting path and 5
 * on the expansive path; each expansive module fed by the one before it and by its contracting
 * counterpart; a dense relu layer; softmax; all else Keras defaults. What it leaves open, and the
 * choice taken, after ProteinUnet (Kotowski et al. 2021), which the paper names as its model:
 * average pooling by 2 after each contracting module, repetition by 2 before each expansive one,
 * links by concatenation, flattening before the dense layer.
 */
import * as tf from "@tensorflow/tfjs-core";
import {
  initializers,
  input as inputLayer,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { batchNormalisation } from "../engine/batch_normalisation.ts";
import { convolution1dRelu } from "../engine/convolution.ts";
import { applyLayers, classProbabilities, type Network, weightSeeds } from "../engine/layers.ts";

const filters = z.int().min(1).max(4096);

/** Checks {@link UnetFilters}. */
export const unetFiltersSchema = z.tuple([filters, filters, filters, filters, filters, filters]);

/** @internal */
type UnetFiltersShape = z.infer<typeof unetFiltersSchema>;
/** Filters of CNN-1 to CNN-6. */
export type UnetFilters = UnetFiltersShape;

/** How the path is built. */
interface UnetPathOptions {
  filters: UnetFilters;
  /** Makes the initialiser of the next kernel. */
  initialise: () => ReturnType<typeof initializers.glorotUniform>;
  /** How much of the moving statistics a step keeps; Keras's 0.99 by default. */
  momentum?: number;
}

const CONTRACTING_KERNEL = 7;
const EXPANSIVE_KERNEL = 5;

/** Applies the modules to `input`. Throws where its frames are not divisible by 8. */
export function unetPath(
  input: SymbolicTensor,
  { filters, initialise, momentum }: UnetPathOptions,
): SymbolicTensor {
  const frames = input.shape[1]!;
  if (frames % 8 !== 0) {
    // Three poolings by 2.
    throw new Error(`Expected frames to be divisible by 8, but found ${frames}`);
  }
  const module = (value: SymbolicTensor, index: number, kernelSize: number) => {
    const filtered = convolution1dRelu({
      name: `cnn${index + 1}`,
      filters: filters[index],
      kernelSize,
      kernelInitializer: initialise(),
    }).apply(value);
    return batchNormalisation({ name: `norm${index + 1}`, momentum })
      .apply(filtered) as SymbolicTensor;
  };
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
  return path;
}

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

// Keras's UpSampling1D, which tfjs-layers lacks: repeats each time step.

/** Arguments of {@link upSampling1d}. */
interface UpSampling1DArguments {
  /** How often each step is repeated. */
  size: number;
  name?: string;
}

class UpSampling1D extends layers.Layer {
  /** The name under which Keras and tfjs-layers store this layer. */
  static readonly className = "UpSampling1D";
  private readonly size: number;

  constructor(config: UpSampling1DArguments) {
    super(config as never);
    this.size = config.size;
  }

  override computeOutputShape(shape: (number | null)[] | (number | null)[][]): number[] {
    const [batch, steps, channels] = shape as number[];
    return [batch, steps * this.size, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const [batch, steps, channels] = input.shape;
      const copies = Array.from({ length: this.size }, () => input);
      return tf.reshape(tf.stack(copies, 2), [batch, steps * this.size, channels]);
    });
  }

  override getConfig() {
    return { ...super.getConfig(), size: this.size };
  }
}
tf.serialization.registerClass(UpSampling1D as never);

/**
 * A layer that repeats each time step `size` times: [batch, time, channel] to
 * [batch, time * size, channel].
 */
export function upSampling1d(config: UpSampling1DArguments): layers.Layer {
  return new UpSampling1D(config);
}

/** One layer. */
export interface LayerDescription {
  /** Unique in its network. */
  name: string;
  /** The layer's class, such as "Conv1D". */
  kind: string;
  /** Without the batch: [time, channels] or [units]. */
  shape: number[];
  /** How many numbers it learns; a batch normalisation's running moments are not learnt. */
  trainable: number;
}

/** The layers of `network` in the order of computation. */
export function describeLayers(network: Network): LayerDescription[] {
  return network.layers.map((layer) => ({
    name: layer.name,
    kind: layer.getClassName(),
    shape: (layer.outputShape as number[]).slice(1),
    trainable: layer.trainableWeights.reduce(
      (sum, { shape }) => sum + (shape as number[]).reduce((product, size) => product * size, 1),
      0,
    ),
  }));
}
