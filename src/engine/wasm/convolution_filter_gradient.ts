/** The gradient of a 2D convolution with respect to its filter, composed of other operations. */
import * as tf from "@tensorflow/tfjs-core";

/** The attributes of tfjs's kernel Conv2DBackpropFilter, in the NHWC layout. */
export interface FilterGradientAttributes {
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
export function convolutionFilterGradient(
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
