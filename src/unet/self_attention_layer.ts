/**
 * Multi-head self-attention over time (Vaswani et al. 2017, arXiv 1706.03762, section 3.2.2), which
 * tfjs-layers lacks. Queries, keys, values and the output have biases, as Keras's
 * MultiHeadAttention.
 */
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers } from "@tensorflow/tfjs-layers";

/** Arguments of {@link selfAttention}. */
export interface SelfAttentionArguments {
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
export function selfAttention(config: SelfAttentionArguments): layers.Layer {
  return new SelfAttention(config);
}
