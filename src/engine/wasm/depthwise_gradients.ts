/** The gradients of a depthwise 2D convolution, composed of other operations, tap by tap. */
import * as tf from "@tensorflow/tfjs-core";

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
    const padded = tf.pad(x, paddings(info));
    const slopes = perMultiplier(dy, info);
    const taps = tapsOf(info).map(([row, column]) => {
      const seen = tf.stridedSlice(
        padded,
        [0, row, column, 0],
        [
          info.batchSize,
          row + (info.outHeight - 1) * info.strideHeight + 1,
          column + (info.outWidth - 1) * info.strideWidth + 1,
          info.inChannels,
        ],
        [1, info.strideHeight, info.strideWidth, 1],
      );
      return tf.sum(tf.mul(tf.expandDims(seen, 4), slopes), [0, 1, 2]);
    });
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
    const [[,], [top, bottom], [left, right]] = paddings(info);
    const height = top + info.inHeight + bottom, width = left + info.inWidth + right;
    const slopes = perMultiplier(dy, info);
    const weights = tf.unstack(
      tf.reshape(filter, [-1, 1, 1, 1, info.inChannels, filter.shape[3]]),
    );
    const parts = tapsOf(info).map(([row, column], tap) => {
      const slope = tf.sum(tf.mul(slopes, weights[tap]), 4) as tf.Tensor4D;
      const spread = spreadOut(slope, info.strideHeight, info.strideWidth);
      return tf.pad(spread, [
        [0, 0],
        [row, height - row - spread.shape[1]],
        [column, width - column - spread.shape[2]],
        [0, 0],
      ]);
    });
    return tf.slice(tf.addN(parts), [0, top, left, 0], inputShape);
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

/** The zeros around the input; enough at the end for the last output's last tap. */
function paddings(info: tf.backend_util.Conv2DInfo): [number, number][] {
  const { top, left } = info.padInfo;
  const rows = (info.outHeight - 1) * info.strideHeight + info.filterHeight;
  const columns = (info.outWidth - 1) * info.strideWidth + info.filterWidth;
  return [
    [0, 0],
    [top, Math.max(rows - info.inHeight - top, 0)],
    [left, Math.max(columns - info.inWidth - left, 0)],
    [0, 0],
  ];
}

/** The row and column of each of the filter's taps. */
function tapsOf(info: tf.backend_util.Conv2DInfo): [number, number][] {
  return Array.from({ length: info.filterHeight * info.filterWidth }, (_, tap) => [
    Math.floor(tap / info.filterWidth),
    tap % info.filterWidth,
  ]);
}

/** [batch, outHeight, outWidth, in * multiplier] to [batch, outHeight, outWidth, in, multiplier]. */
function perMultiplier(dy: tf.Tensor4D, info: tf.backend_util.Conv2DInfo): tf.Tensor5D {
  const [batch, height, width, channels] = dy.shape;
  return tf.reshape(dy, [batch, height, width, info.inChannels, channels / info.inChannels]);
}

/** Puts stride - 1 zeros between rows and between columns. */
function spreadOut(x: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const apart = tf.pad(tf.reshape(x, [batch, height, 1, width, 1, channels]), [
    [0, 0],
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, strideWidth - 1],
    [0, 0],
  ]);
  const wide: ImageShape = [batch, height * strideHeight, width * strideWidth, channels];
  return tf.slice(tf.reshape(apart, wide) as tf.Tensor4D, 0, [
    batch,
    (height - 1) * strideHeight + 1,
    (width - 1) * strideWidth + 1,
    channels,
  ]);
}
