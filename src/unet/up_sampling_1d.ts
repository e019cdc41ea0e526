/** Keras's UpSampling1D, which tfjs-layers lacks: repeats each time step. */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";

/** Arguments of {@link upSampling1d}. */
export interface UpSampling1DArguments {
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
