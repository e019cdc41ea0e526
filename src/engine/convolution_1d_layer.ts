/**
 * tfjs-layers' Conv1D with bias and relu, computed through {@link convolveRelu}: the same layer to
 * whoever saves or loads it, only faster.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { convolveRelu } from "./convolve_relu.ts";

/** What a tfjs-layers Conv1D holds once it is built. */
interface Conv1DInside {
  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor;
  kernel: { read(): tf.Tensor3D };
  bias: { read(): tf.Tensor1D };
}

/** Arguments of {@link convolution1dRelu}. */
export type Convolution1DArguments =
  & Pick<
    Parameters<typeof layers.conv1d>[0],
    "name" | "filters" | "kernelInitializer"
  >
  & { kernelSize: number };

/**
 * A convolution over time with padding "same", stride 1, bias and relu:
 * [batch, time, channel] to [batch, time, filter].
 */
export function convolution1dRelu(options: Convolution1DArguments): layers.Layer {
  const layer = layers.conv1d({ ...options, padding: "same", activation: "relu" });
  const inside = layer as unknown as Conv1DInside;
  inside.call = (inputs) =>
    tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const [batch, time, channels] = input.shape;
      const filtered = convolveRelu(
        tf.reshape(input, [batch, 1, time, channels]),
        tf.expandDims(inside.kernel.read(), 0) as tf.Tensor4D,
        inside.bias.read(),
        { strides: [1, 1], padding: "same" },
      );
      return tf.reshape(filtered, [batch, time, filtered.shape[3]]);
    });
  return layer;
}
