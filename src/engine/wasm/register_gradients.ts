/** The kernels for training that tfjs's wasm backend lacks or gets wrong, composed of others. */
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
import { maxPoolingGradient, type PoolingAttributes } from "./max_pooling_gradient.ts";

let registered = false;

/** Registers the gradients of convolutions and pooling with tfjs's wasm backend, once. */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
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
  tf.unregisterKernel("MaxPoolGrad", "wasm");
  register(
    "MaxPoolGrad",
    ({ input, output, dy }, attributes) =>
      maxPoolingGradient(input, output, dy, attributes as PoolingAttributes),
  );
}

function register(
  kernelName: string,
  compute: (inputs: Record<string, tf.Tensor4D>, attributes: unknown) => tf.Tensor,
): void {
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => compute(inputs as Record<string, tf.Tensor4D>, attrs),
  });
}
