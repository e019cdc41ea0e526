/** The gradients of a depthwise 2D convolution, composed of other operations, tap by tap. */
import * as tf from "@tensorflow/tfjs-core";
import { sumOfTaps, windowTaps } from "./window_taps.ts";

/**
 * The attributes that tfjs's two kernels of depthwise gradients share, in the NHWC layout. tfjs has
 * no gradient where the filter's taps lie apart.
 */
export interface DepthwiseAttributes {
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
export function depthwiseFilterGradient(
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
export function depthwiseInputGradient(
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

/** [batch, outHeight, outWidth, in * multiplier] to [batch, outHeight, outWidth, in, multiplier]. */
function perMultiplier(dy: tf.Tensor4D, info: tf.backend_util.Conv2DInfo): tf.Tensor5D {
  const [batch, height, width, channels] = dy.shape;
  return tf.reshape(dy, [batch, height, width, info.inChannels, channels / info.inChannels]);
}
