/** The kernels that tfjs's wasm backend lacks for training, composed of those that it has. */
import * as tf from "@tensorflow/tfjs-core";
import {
  convolutionFilterGradient,
  type FilterGradientAttributes,
} from "./convolution_filter_gradient.ts";
import {
  type DepthwiseAttributes,
  depthwiseFilterGradient,
  depthwiseInputGradient,
} from "./depthwise_gradients.ts";

/** Registers the gradients of convolutions with tfjs's wasm backend, once. */
export function registerGradients(): void {
  register(
    "Conv2DBackpropFilter",
    ({ x, dy }, attributes) =>
      convolutionFilterGradient(x, dy, attributes as FilterGradientAttributes),
  );
  register("DepthwiseConv2dNativeBackpropFilter", ({ x, dy }, attributes) => {
    const { filterShape } = attributes as { filterShape: [number, number, number, number] };
    return depthwiseFilterGradient(x, dy, filterShape, attributes as DepthwiseAttributes);
  });
  register("DepthwiseConv2dNativeBackpropInput", ({ dy, filter }, attributes) => {
    const { inputShape } = attributes as { inputShape: [number, number, number, number] };
    return depthwiseInputGradient(dy, filter, inputShape, attributes as DepthwiseAttributes);
  });
}

function register(
  kernelName: string,
  compute: (inputs: Record<string, tf.Tensor4D>, attributes: unknown) => tf.Tensor,
): void {
  if (tf.getKernel(kernelName, "wasm")) return;
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => compute(inputs as Record<string, tf.Tensor4D>, attrs),
  });
}
