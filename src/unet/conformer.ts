/**
 * A small conformer (Gulati et al. 2020, arXiv 2005.08100, figure 1): a Transformer whose blocks
 * hold a convolution too, between two half-step feed-forward layers; paper S names Transformers as
 * future work (section 5). Two convolutions shorten the clip before; attentive statistics pool
 * after. The position of a frame is given by the convolutions alone, not by relative positions as
 * in the original: clips are of one word.
 *
 * In: features [batch, time, freq]. Out: class probabilities [batch, class].
 */
import * as tf from "@tensorflow/tfjs-core";
import {
  initializers,
  input as inputLayer,
  layers,
  type LayersModel,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { z } from "zod";
import { batchNormalisation, RECENT_MOMENTUM } from "../engine/batch_normalisation.ts";
import { seededDropout } from "../engine/dropout.ts";
import { applyLayers, classProbabilities, weightSeeds } from "../engine/layers.ts";
import { attentiveStatistics } from "./attentive_statistics_layer.ts";

/** The hyper-parameters of the network's shape. */
export const conformerSchema = z.object({
  kind: z.literal("conformer"),
  /** Channels of every frame; a multiple of the heads. */
  channels: z.int().min(1).max(4096),
  blocks: z.int().min(1).max(32),
  heads: z.int().min(1).max(64),
  /** Frames that a block's convolution spans, odd. */
  kernelSize: z.int().min(1).max(255).refine((size) => size % 2 === 1, {
    message: "Expected an odd number of frames",
  }),
  /** Units of the layer that scores frames. */
  attentionUnits: z.int().min(1).max(4096),
  /** Share of values that a training step leaves out, in blocks and after the pooling. */
  dropout: z.number().min(0).lt(1),
}).strict().refine(({ channels, heads }) => channels % heads === 0, {
  path: ["heads"],
  message: "Expected heads to divide the channels",
});

/** See {@link conformerSchema}. */
type ConformerConfig = z.infer<typeof conformerSchema>;

/** About 240,000 parameters for 67 bins. */
export const defaultConformer: ConformerConfig = {
  kind: "conformer",
  channels: 64,
  blocks: 2,
  heads: 4,
  kernelSize: 7,
  attentionUnits: 32,
  dropout: 0.2,
};

const SHORTENING_KERNEL = 5;
/** A feed-forward layer is this much wider within. */
const WIDENING = 4;

type Draw = () => number;

const add = (name: string, ...values: SymbolicTensor[]) =>
  layers.add({ name }).apply(values) as SymbolicTensor;
const dense = (name: string, units: number, draw: Draw, activation?: "swish" | "sigmoid") =>
  layers.dense({
    name,
    units,
    activation,
    kernelInitializer: initializers.glorotUniform({ seed: draw() }),
  });
const normalise = (name: string) => layers.layerNormalization({ name });

/**
 * Builds the network with weights drawn from `seed` (He normal for convolutions, Glorot uniform
 * elsewhere). Throws where the heads do not divide the channels.
 *
 * @example
 * ```ts
 * const network = conformer(defaultConformer, { frames: 64, bins: 67, classes: 4 }, 1);
 * ```
 */
export function conformer(
  config: ConformerConfig,
  { frames, bins, classes }: { frames: number; bins: number; classes: number },
  seed: number,
): LayersModel {
  const draw = weightSeeds(seed, "conformer");
  const input = inputLayer({ shape: [frames, bins], name: "features" });
  let path = input;
  for (const name of ["shorten1", "shorten2"]) path = shorten(path, name, config, draw);
  for (let place = 1; place <= config.blocks; place++) {
    path = block(path, `block${place}`, config, draw);
  }
  const probabilities = applyLayers(
    path,
    attentiveStatistics({ units: config.attentionUnits, seed: draw(), name: "pool" }),
    seededDropout({ rate: config.dropout, name: "dropout" }),
    classProbabilities(classes, draw()),
  );
  return model({ inputs: input, outputs: probabilities, name: "Conformer" });
}

/** Half as many frames. */
function shorten(
  path: SymbolicTensor,
  name: string,
  { channels }: ConformerConfig,
  draw: Draw,
): SymbolicTensor {
  return applyLayers(
    path,
    layers.conv1d({
      name,
      filters: channels,
      kernelSize: SHORTENING_KERNEL,
      strides: 2,
      padding: "same",
      useBias: false,
      kernelInitializer: initializers.heNormal({ seed: draw() }),
    }),
    batchNormalisation({ name: `${name}_bn`, momentum: RECENT_MOMENTUM }),
    layers.reLU({ name: `${name}_relu` }),
  );
}

function block(
  path: SymbolicTensor,
  name: string,
  config: ConformerConfig,
  draw: Draw,
): SymbolicTensor {
  const { heads, dropout } = config;
  const first = add(
    `${name}_add1`,
    path,
    feedForward(path, `${name}_feed1`, config, draw),
  );
  const attended = add(
    `${name}_add2`,
    first,
    applyLayers(
      first,
      normalise(`${name}_attention_norm`),
      selfAttention({ heads, seed: draw(), name: `${name}_attention` }),
      seededDropout({ rate: dropout, name: `${name}_attention_dropout` }),
    ),
  );
  const convolved = add(
    `${name}_add3`,
    attended,
    convolution(attended, `${name}_conv`, config, draw),
  );
  const last = add(
    `${name}_add4`,
    convolved,
    feedForward(convolved, `${name}_feed2`, config, draw),
  );
  return applyLayers(last, normalise(`${name}_norm`));
}

/** Section 2.1.3, and half of it: figure 1's "half-step". */
function feedForward(
  path: SymbolicTensor,
  name: string,
  { channels, dropout }: ConformerConfig,
  draw: Draw,
): SymbolicTensor {
  return applyLayers(
    path,
    normalise(`${name}_norm`),
    dense(`${name}_wide`, WIDENING * channels, draw, "swish"),
    seededDropout({ rate: dropout, name: `${name}_dropout1` }),
    dense(`${name}_narrow`, channels, draw),
    seededDropout({ rate: dropout, name: `${name}_dropout2` }),
    layers.rescaling({ scale: 0.5, name: `${name}_half` }),
  );
}

/** Section 2.1.2: a gated linear unit, a depthwise convolution over time, a linear layer. */
function convolution(
  path: SymbolicTensor,
  name: string,
  { channels, kernelSize, dropout }: ConformerConfig,
  draw: Draw,
): SymbolicTensor {
  const normalised = applyLayers(path, normalise(`${name}_norm`));
  const gated = layers.multiply({ name: `${name}_glu` }).apply([
    applyLayers(normalised, dense(`${name}_linear`, channels, draw)),
    applyLayers(normalised, dense(`${name}_gate`, channels, draw, "sigmoid")),
  ]) as SymbolicTensor;
  const frames = path.shape[1]!;
  return applyLayers(
    gated,
    layers.reshape({ targetShape: [frames, 1, channels], name: `${name}_row` }),
    layers.depthwiseConv2d({
      name: `${name}_depthwise`,
      kernelSize: [kernelSize, 1],
      padding: "same",
      useBias: false,
      depthwiseInitializer: initializers.heNormal({ seed: draw() }),
    }),
    layers.reshape({ targetShape: [frames, channels], name: `${name}_frames` }),
    batchNormalisation({ name: `${name}_bn`, momentum: RECENT_MOMENTUM }),
    layers.activation({ activation: "swish", name: `${name}_swish` }),
    dense(`${name}_out`, channels, draw),
    seededDropout({ rate: dropout, name: `${name}_dropout` }),
  );
}

// Multi-head self-attention over time (Vaswani et al. 2017, arXiv 1706.03762, section 3.2.2), which
// tfjs-layers lacks. Queries, keys, values and the output have biases, as Keras's
// MultiHeadAttention.

/** Arguments of {@link selfAttention}. */
interface SelfAttentionArguments {
  /** Heads; they divide the channels. */
  heads: number;
  /** Fixes the first weights (Glorot uniform); random where it is left out. */
  seed?: number;
  name?: string;
}

type Weight = ReturnType<layers.Layer["addWeight"]>;

const PROJECTIONS = ["query", "key", "value", "output"] as const;

class SelfAttention extends layers.Layer {
  /** The name under which this layer is stored. */
  static readonly className = "SelfAttention";
  private readonly heads: number;
  private readonly seed?: number;
  private readonly projections = new Map<string, { kernel: Weight; bias: Weight }>();

  constructor(config: SelfAttentionArguments) {
    super(config as never);
    this.heads = config.heads;
    this.seed = config.seed;
  }

  override build(shape: (number | null)[] | (number | null)[][]): void {
    const channels = (shape as number[])[2];
    if (channels % this.heads !== 0) {
      throw new Error(
        `Expected the heads to divide ${channels} channels, but found ${this.heads}`,
      );
    }
    PROJECTIONS.forEach((name, place) => {
      const glorot = initializers.glorotUniform({ seed: this.seed && this.seed + place });
      const zeros = initializers.zeros();
      this.projections.set(name, {
        kernel: this.addWeight(`${name}_kernel`, [channels, channels], "float32", glorot as never),
        bias: this.addWeight(`${name}_bias`, [channels], "float32", zeros as never),
      });
    });
    super.build(shape as number[]);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const [batch, frames, channels] = input.shape;
      const width = channels / this.heads;
      const project = (rows: tf.Tensor2D, name: typeof PROJECTIONS[number]) => {
        const { kernel, bias } = this.projections.get(name)!;
        return tf.add(tf.matMul(rows, kernel.read() as tf.Tensor2D), bias.read()) as tf.Tensor2D;
      };
      const rows = tf.reshape(input, [batch * frames, channels]) as tf.Tensor2D;
      // [batch * head, frame, width]
      const byHead = (name: typeof PROJECTIONS[number]) =>
        tf.reshape(
          tf.transpose(
            tf.reshape(project(rows, name), [batch, frames, this.heads, width]),
            [0, 2, 1, 3],
          ),
          [batch * this.heads, frames, width],
        ) as tf.Tensor3D;
      const queries = tf.mul(byHead("query"), 1 / Math.sqrt(width)) as tf.Tensor3D;
      const shares = tf.softmax(tf.matMul(queries, byHead("key"), false, true));
      const heard = tf.reshape(
        tf.transpose(
          tf.reshape(tf.matMul(shares, byHead("value")), [batch, this.heads, frames, width]),
          [0, 2, 1, 3],
        ),
        [batch * frames, channels],
      ) as tf.Tensor2D;
      return tf.reshape(project(heard, "output"), [batch, frames, channels]);
    });
  }

  override getConfig() {
    return { ...super.getConfig(), heads: this.heads, seed: this.seed ?? null };
  }
}
tf.serialization.registerClass(SelfAttention as never);

/**
 * Every frame is told of all others: [batch, time, channel] to the same shape. Throws when it is
 * applied to channels that the heads do not divide.
 *
 * @example
 * ```ts
 * const heard = selfAttention({ heads: 4, seed: 1 }).apply(frames);
 * ```
 */
function selfAttention(config: SelfAttentionArguments): layers.Layer {
  return new SelfAttention(config);
}
