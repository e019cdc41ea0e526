/**
 * Attentive statistics pooling (Okabe, Koshinaka and Shinoda 2018, arXiv 1803.10963, equations 3 to
 * 6): a sequence becomes the mean and the standard deviation of its frames, weighted by how much
 * each frame tells. A long clip and a short one give equally many values.
 */
import * as tf from "@tensorflow/tfjs-core";
import { initializers, layers } from "@tensorflow/tfjs-layers";

/** Arguments of {@link attentiveStatistics}. */
interface AttentiveStatisticsArguments {
  /** Units of the hidden layer that scores frames. */
  units: number;
  /** Fixes the first weights (Glorot uniform); random where it is left out. */
  seed?: number;
  name?: string;
}

/** Below this a variance counts as this, so that the root's gradient stays finite. */
const LEAST_VARIANCE = 1e-5;

type Weight = ReturnType<layers.Layer["addWeight"]>;

class AttentiveStatistics extends layers.Layer {
  /** The name under which this layer is stored. */
  static readonly className = "AttentiveStatistics";
  private readonly units: number;
  private readonly seed?: number;
  private kernel!: Weight;
  private hiddenBias!: Weight;
  private score!: Weight;

  constructor(config: AttentiveStatisticsArguments) {
    super(config as never);
    this.units = config.units;
    this.seed = config.seed;
  }

  override build(shape: (number | null)[] | (number | null)[][]): void {
    const channels = (shape as number[])[2];
    const glorot = (place: number) =>
      initializers.glorotUniform({ seed: this.seed && this.seed + place }) as never;
    const zeros = initializers.zeros() as never;
    this.kernel = this.addWeight("kernel", [channels, this.units], "float32", glorot(0));
    this.hiddenBias = this.addWeight("bias", [this.units], "float32", zeros);
    this.score = this.addWeight("score", [this.units, 1], "float32", glorot(1));
    super.build(shape as number[]);
  }

  override computeOutputShape(shape: (number | null)[] | (number | null)[][]): number[] {
    const [batch, , channels] = shape as number[];
    return [batch, 2 * channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const [batch, frames, channels] = input.shape;
      const rows = tf.reshape(input, [batch * frames, channels]);
      const hidden = tf.tanh(tf.add(
        tf.matMul(rows, this.kernel.read() as tf.Tensor2D),
        this.hiddenBias.read(),
      ));
      const scores = tf.matMul(hidden, this.score.read() as tf.Tensor2D);
      const shares = tf.reshape(tf.softmax(tf.reshape(scores, [batch, frames])), [
        batch,
        frames,
        1,
      ]);
      const mean = tf.sum(tf.mul(input, shares), 1, true);
      const variance = tf.sum(tf.mul(tf.square(tf.sub(input, mean)), shares), 1);
      const deviation = tf.sqrt(tf.maximum(variance, LEAST_VARIANCE));
      return tf.concat([tf.reshape(mean, [batch, channels]), deviation], 1);
    });
  }

  override getConfig() {
    return { ...super.getConfig(), units: this.units, seed: this.seed ?? null };
  }
}
tf.serialization.registerClass(AttentiveStatistics as never);

/**
 * Pools over time: [batch, time, channel] to [batch, 2 * channel], first the means, then the
 * deviations.
 *
 * @example
 * ```ts
 * const pooled = attentiveStatistics({ units: 32, seed: 1 }).apply(frames);
 * ```
 */
export function attentiveStatistics(config: AttentiveStatisticsArguments): layers.Layer {
  return new AttentiveStatistics(config);
}
