/** The kernels for training that tfjs's wasm backend lacks or gets wrong, composed of others. */
import * as tf from "@tensorflow/tfjs-core";
import { sumOfTaps, windowTaps } from "./window_taps.ts";

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

// The gradient of a 2D convolution with respect to its filter, composed of other operations.

/** The attributes of tfjs's kernel Conv2DBackpropFilter, in the NHWC layout. */
interface FilterGradientAttributes {
  strides: [number, number] | number;
  pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: "floor" | "round" | "ceil";
  filterShape: [number, number, number, number];
}

/**
 * For x [batch, height, width, in] and the output's gradient dy [batch, outHeight, outWidth, out]:
 * the filter's gradient [filterHeight, filterWidth, in, out].
 *
 * It is itself a convolution: of x with batch and channels exchanged, by dy as the filter, whose
 * taps lie as far apart as the strides were.
 */
function convolutionFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  { strides, pad, dimRoundingMode, filterShape }: FilterGradientAttributes,
): tf.Tensor4D {
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const [filterHeight, filterWidth] = filterShape;
  return tf.tidy(() => {
    // What lies before the first and behind the last value that the filter saw.
    const behind = (
      length: number,
      before: number,
      outputs: number,
      stride: number,
      taps: number,
    ) => (outputs - 1) * stride + taps - length - before;
    const { top, left } = info.padInfo;
    const bottom = behind(info.inHeight, top, info.outHeight, info.strideHeight, filterHeight);
    const right = behind(info.inWidth, left, info.outWidth, info.strideWidth, filterWidth);
    const seen = tf.slice(x, 0, [
      x.shape[0],
      info.inHeight + Math.min(bottom, 0),
      info.inWidth + Math.min(right, 0),
      x.shape[3],
    ]);
    const padded = tf.pad(seen, [
      [0, 0],
      [top, Math.max(bottom, 0)],
      [left, Math.max(right, 0)],
      [0, 0],
    ]);
    const gradient = tf.conv2d(
      tf.transpose(padded, [3, 1, 2, 0]) as tf.Tensor4D,
      tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D,
      1,
      "valid",
      "NHWC",
      [info.strideHeight, info.strideWidth],
    );
    return tf.transpose(gradient, [1, 2, 0, 3]);
  });
}

// The gradients of a depthwise 2D convolution, composed of other operations, tap by tap.

/**
 * The attributes that tfjs's two kernels of depthwise gradients share, in the NHWC layout. tfjs has
 * no gradient where the filter's taps lie apart.
 */
interface DepthwiseAttributes {
  strides: [number, number] | number;
  pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: "floor" | "round" | "ceil";
}

/** [batch, height, width, in] */
type ImageShape = [number, number, number, number];
/** [filterHeight, filterWidth, in, multiplier] */
type FilterShape = [number, number, number, number];

/**
 * For x [batch, height, width, in] and the output's gradient dy [batch, outHeight, outWidth,
 * in * multiplier]: the filter's gradient.
 */
function depthwiseFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: FilterShape,
  attributes: DepthwiseAttributes,
): tf.Tensor4D {
  const info = describe(x.shape, filterShape, attributes);
  return tf.tidy(() => {
    const slopes = perMultiplier(dy, info);
    const taps = windowTaps(x, info).map((seen) =>
      tf.sum(tf.mul(tf.expandDims(seen, 4), slopes), [0, 1, 2])
    );
    return tf.reshape(tf.stack(taps), filterShape);
  });
}

/** For the output's gradient dy and the filter: the gradient of the input of `inputShape`. */
function depthwiseInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: ImageShape,
  attributes: DepthwiseAttributes,
): tf.Tensor4D {
  const info = describe(inputShape, filter.shape, attributes);
  return tf.tidy(() => {
    const slopes = perMultiplier(dy, info);
    const weights = tf.unstack(
      tf.reshape(filter, [-1, 1, 1, 1, info.inChannels, filter.shape[3]]),
    );
    const parts = weights.map((weight) => tf.sum(tf.mul(slopes, weight), 4) as tf.Tensor4D);
    return sumOfTaps(parts, info);
  });
}

function describe(
  inputShape: ImageShape,
  filterShape: FilterShape,
  { strides, pad, dimRoundingMode }: DepthwiseAttributes,
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
    true,
  );
}

/**
 * [batch, outHeight, outWidth, in * multiplier] to [batch, outHeight, outWidth, in, multiplier].
 */
function perMultiplier(dy: tf.Tensor4D, info: tf.backend_util.Conv2DInfo): tf.Tensor5D {
  const [batch, height, width, channels] = dy.shape;
  return tf.reshape(dy, [batch, height, width, info.inChannels, channels / info.inChannels]);
}

// The gradient of 2D maximum pooling, composed of other operations: tfjs's own on wasm gives wrong
// values for windows that overlap or are not square.

/** The attributes of tfjs's kernel MaxPoolGrad, in the NHWC layout. */
interface PoolingAttributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Below every value that is pooled. */
const LEAST = -3.4e38;

/**
 * For the pooling's input, output and the output's gradient dy: the input's gradient. Of equal
 * values in a window the first one, row by row, is the maximum.
 */
function maxPoolingGradient(
  input: tf.Tensor4D,
  output: tf.Tensor4D,
  dy: tf.Tensor4D,
  { filterSize, strides, pad, dimRoundingMode }: PoolingAttributes,
): tf.Tensor4D {
  const info = tf.backend_util.computePool2DInfo(
    input.shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return tf.tidy(() => {
    // What of each output's gradient has not found its maximum yet.
    let left: tf.Tensor4D = dy;
    const parts = windowTaps(input, info, LEAST).map((seen) => {
      const part = tf.mul(left, tf.cast(tf.equal(seen, output), "float32")) as tf.Tensor4D;
      left = tf.sub(left, part);
      return part;
    });
    return sumOfTaps(parts, info);
  });
}
