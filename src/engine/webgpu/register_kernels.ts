/** Programs of our own where tfjs's for the webgpu backend are slow in training. */
import * as tf from "@tensorflow/tfjs-core";
import { convolutionProduct, paddingOf, turnedFilter } from "./convolution.ts";
import { convolutionFilterGradient, depthwiseFilterGradient } from "./convolution_gradients.ts";
import { disposeInfo } from "./gpu_program.ts";
import { columnSums } from "./sums.ts";

type Describe = typeof tf.backend_util.computeConv2DInfo;
type Shape = [number, number, number, number];

/** The attributes of tfjs's convolutions and their gradients. */
interface ConvolutionAttributes {
  strides: [number, number] | number;
  pad: Parameters<Describe>[4];
  dataFormat?: "NHWC" | "NCHW";
  dilations?: [number, number] | number;
  dimRoundingMode?: "floor" | "round" | "ceil";
  /** Of the fused kernel. */
  activation?: string;
  /** Of the filter's gradient. */
  filterShape: Shape;
  /** Of the input's gradient. */
  inputShape: Shape;
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
  replace("Conv2D", ({ x, filter }, attributes) => {
    const info = describe(x.shape, filter.shape, attributes as ConvolutionAttributes);
    if (info === undefined) return undefined;
    return convolutionProduct(x, filter, { ...info, padding: paddingOf(info) });
  });
  replace("FusedConv2D", ({ x, filter, bias, preluActivationWeights }, attributes) => {
    const given = attributes as ConvolutionAttributes;
    const { activation = "linear" } = given;
    const info = describe(x.shape, filter.shape, given);
    const isKnown = activation === "linear" || activation === "relu";
    if (!isKnown || preluActivationWeights || (bias && bias.shape.length > 1)) return undefined;
    const finish = { bias, relu: activation === "relu" };
    return info && convolutionProduct(x, filter, { ...info, padding: paddingOf(info) }, finish);
  });
  replace("Conv2DBackpropFilter", ({ x, dy }, attributes) => {
    const given = attributes as ConvolutionAttributes;
    const info = describe(x.shape, given.filterShape, given);
    return info && convolutionFilterGradient(x, dy, info);
  });
  replace("Conv2DBackpropInput", ({ dy, filter }, attributes) => {
    const given = attributes as ConvolutionAttributes;
    const info = describe(given.inputShape, filter.shape, given);
    if (info?.strideHeight !== 1 || info.strideWidth !== 1) return undefined;
    return convolutionInputGradient(dy, filter, info);
  });
  replace("DepthwiseConv2dNativeBackpropFilter", ({ x, dy }, attributes) => {
    const given = attributes as ConvolutionAttributes;
    const info = describe(x.shape, given.filterShape, given, true);
    return info && depthwiseFilterGradient(x, dy, info);
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

/** What a convolution is; undefined where our programs do not know its kind. */
function describe(
  imageShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
  isDepthwise = false,
): tf.backend_util.Conv2DInfo | undefined {
  const { strides, pad, dimRoundingMode, dilations = 1, dataFormat = "NHWC" } = attributes;
  if (dataFormat !== "NHWC") return undefined;
  const shapes = [imageShape, filterShape] as [Shape, Shape];
  const info = tf.backend_util.computeConv2DInfo(
    ...shapes,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    isDepthwise,
  );
  const isPlain = info.dilationHeight === 1 && info.dilationWidth === 1;
  return isPlain && tf.util.sizeFromShape(info.outShape) > 0 ? info : undefined;
}

/**
 * Of a convolution with strides of 1: the convolution of the output's gradient by the turned
 * filter.
 */
function convolutionInputGradient(
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: tf.backend_util.Conv2DInfo,
): tf.TensorInfo {
  const turned = turnedFilter(filter);
  const { filterHeight, filterWidth, inHeight, inWidth, outHeight, outWidth } = info;
  const [top, left] = [filterHeight - 1 - info.padInfo.top, filterWidth - 1 - info.padInfo.left];
  const padding = {
    top,
    left,
    bottom: inHeight + filterHeight - 1 - outHeight - top,
    right: inWidth + filterWidth - 1 - outWidth - left,
  };
  const outShape = info.inShape;
  const gradient = convolutionProduct(dy, turned, { ...info, padding, outShape });
  disposeInfo(turned);
  return gradient;
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
