/**
 * tfjs-layers' Conv1D with bias and relu, computed through {@link convolveRelu}: the same layer to
 * whoever saves or loads it, only faster.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { type FusedKernel, registerFusedKernel } from "./fused_kernel.ts";
import { AttributeType, DataType, type TFEOpAttr, typeAttribute } from "./tensorflow/attributes.ts";
import { nodeBackend, usesTensorflow } from "./tensorflow/backend.ts";

/** What a tfjs-layers Conv1D holds once it is built. */
interface Conv1DInside {
  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor;
  kernel: { read(): tf.Tensor3D };
  bias: { read(): tf.Tensor1D };
}

/** Arguments of {@link convolution1dRelu}. */
type Convolution1DArguments =
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

// Convolution, bias and relu as one operation with its gradient: in the form that TensorFlow fuses
// where that engine runs, tfjs operations elsewhere.

/** How a filter moves over the image. */
export interface ConvolutionGeometry {
  /** [height, width] */
  strides: [number, number];
  padding: "same" | "valid";
}

const type = typeAttribute("T", DataType.float32);
const format = { name: "data_format", type: AttributeType.string, value: "NHWC" };

/**
 * max(0, x * filter + bias).
 *
 * @param x [batch, height, width, channel]
 * @param filter [height, width, channel, filter]
 * @param bias [filter]
 * @returns [batch, height', width', filter]
 */
export function convolveRelu(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  bias: tf.Tensor1D,
  geometry: ConvolutionGeometry,
): tf.Tensor4D {
  if (!usesTensorflow()) {
    const { strides, padding } = geometry;
    return tf.relu(tf.add(tf.conv2d(x, filter, strides, padding), bias)) as tf.Tensor4D;
  }
  registerFusedKernel(fusedKernel);
  return tf.engine().runKernel(
    fusedKernel.name,
    { x, filter, bias },
    geometry as unknown as tf.NamedAttrMap,
  ) as tf.Tensor4D;
}

interface FusedInputs {
  x: tf.Tensor;
  filter: tf.Tensor;
  bias: tf.Tensor;
}

const fusedKernel: FusedKernel<FusedInputs, ConvolutionGeometry> = {
  name: "DuyguConvolveRelu",
  engine: "tensorflow",
  compute: ({ x, filter, bias }, { strides, padding }) => {
    // In this order TensorFlow makes one kernel of the three when a step is compiled.
    const run = (name: string, operands: tf.Tensor[], ...attributes: TFEOpAttr[]) =>
      nodeBackend().executeSingleOutput(name, [type, ...attributes], operands);
    const filtered = run(
      "Conv2D",
      [x, filter],
      { name: "strides", type: AttributeType.int, value: [1, ...strides, 1] },
      { name: "padding", type: AttributeType.string, value: padding.toUpperCase() },
      format,
    );
    const shifted = run("BiasAdd", [filtered, bias], format);
    const output = run("Relu", [shifted]);
    tf.dispose([filtered, shifted]);
    return output;
  },
  inputsToSave: ["x", "filter"],
  outputsToSave: [true],
  gradient: (dy, saved, geometry) => gradients(dy as tf.Tensor, saved, geometry),
};

function gradients(dy: tf.Tensor, saved: tf.Tensor[], { strides, padding }: ConvolutionGeometry) {
  const [x, filter, y] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const dz = nodeBackend().executeSingleOutput("ReluGrad", [type], [dy, y]);
  const geometry = { strides, pad: padding, dataFormat: "NHWC" };
  const run = (kernel: string, inputs: tf.NamedTensorMap, attrs: object) =>
    tf.engine().runKernel(kernel, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;
  return {
    x: () => run("Conv2DBackpropInput", { dy: dz, filter }, { ...geometry, inputShape: x.shape }),
    filter: () =>
      run("Conv2DBackpropFilter", { x, dy: dz }, { ...geometry, filterShape: filter.shape }),
    bias: () => nodeBackend().executeSingleOutput("BiasAddGrad", [type, format], [dz]),
  };
}
