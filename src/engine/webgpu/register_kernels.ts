/** Programs of our own where tfjs's for the webgpu backend are slow in training. */
import * as tf from "@tensorflow/tfjs-core";
import { columnSums } from "./column_sums.ts";
import { convolutionFilterGradient } from "./convolution_filter_gradient.ts";
import { depthwiseFilterGradient } from "./depthwise_filter_gradient.ts";

type Pad = Parameters<typeof tf.backend_util.computeConv2DInfo>[4];

/** The attributes that tfjs's kernels of filter gradients share. */
interface FilterGradientAttributes {
  strides: [number, number] | number;
  pad: Pad;
  dataFormat?: "NHWC" | "NCHW";
  dimRoundingMode?: "floor" | "round" | "ceil";
  filterShape: [number, number, number, number];
}

interface SumAttributes {
  axis: number | number[] | null;
  keepDims: boolean;
}

let registered = false;

/** Puts our programs in the place of tfjs's, once; the backend's module has been loaded. */
export function registerKernels(): void {
  if (registered) return;
  registered = true;
  replace("Conv2DBackpropFilter", ({ x, dy }, attributes) => {
    const given = attributes as FilterGradientAttributes;
    if (given.dataFormat === "NCHW") return undefined;
    return convolutionFilterGradient(x, dy, describe(x, given, false));
  });
  replace("DepthwiseConv2dNativeBackpropFilter", ({ x, dy }, attributes) => {
    const info = describe(x, attributes as FilterGradientAttributes, true);
    return depthwiseFilterGradient(x, dy, info);
  });
  replace("Sum", ({ x }, attributes) => {
    const { axis, keepDims } = attributes as SumAttributes;
    if (x.dtype !== "float32" || x.shape.length < 2) return undefined;
    const axes = tf.util.parseAxisParam(axis ?? x.shape.map((_, each) => each), x.shape);
    const isLeading = axes.length === x.shape.length - 1 && !axes.includes(x.shape.length - 1);
    if (!isLeading || tf.util.sizeFromShape(x.shape) === 0) return undefined;
    const columns = x.shape[x.shape.length - 1];
    return columnSums(x, [...(keepDims ? axes.map(() => 1) : []), columns]);
  });
}

function describe(
  x: tf.TensorInfo,
  { strides, pad, dimRoundingMode, filterShape }: FilterGradientAttributes,
  isDepthwise: boolean,
): tf.backend_util.Conv2DInfo {
  const shape = x.shape as [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(
    shape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    isDepthwise,
  );
}

/** Has `compute` run first; where it gives nothing, tfjs's own program runs. */
function replace(
  kernelName: string,
  compute: (
    inputs: Record<string, tf.TensorInfo>,
    attributes: unknown,
  ) => tf.TensorInfo | undefined,
): void {
  const theirs = tf.getKernel(kernelName, "webgpu");
  tf.unregisterKernel(kernelName, "webgpu");
  tf.registerKernel({
    ...theirs,
    kernelName,
    backendName: "webgpu",
    kernelFunc: (call) =>
      compute(call.inputs as Record<string, tf.TensorInfo>, call.attrs) ?? theirs.kernelFunc(call),
  });
}
