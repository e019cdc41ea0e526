/**
 * What a sliding window sees, tap by tap: for each place within the window the values of the input
 * that lie there, one for each output; and the way back.
 */
import * as tf from "@tensorflow/tfjs-core";

/** A convolution's or a pooling's geometry, as tfjs computes it; taps side by side. */
type Geometry = Pick<
  tf.backend_util.Conv2DInfo,
  | ("batchSize" | "inHeight" | "inWidth" | "inChannels" | "outHeight" | "outWidth")
  | ("strideHeight" | "strideWidth" | "filterHeight" | "filterWidth" | "padInfo")
>;

/** [batch, height, width, channel] */
type ImageShape = [number, number, number, number];

/**
 * For x [batch, height, width, channel]: for each tap, row by row, what it sees
 * [batch, outHeight, outWidth, channel]; `outside` lies around the input.
 */
export function windowTaps(x: tf.Tensor4D, geometry: Geometry, outside = 0): tf.Tensor4D[] {
  const { batchSize, inChannels, outHeight, outWidth, strideHeight, strideWidth } = geometry;
  const padded = tf.pad(x, paddings(geometry), outside);
  return tapsOf(geometry).map(([row, column]) =>
    tf.stridedSlice(
      padded,
      [0, row, column, 0],
      [
        batchSize,
        row + (outHeight - 1) * strideHeight + 1,
        column + (outWidth - 1) * strideWidth + 1,
        inChannels,
      ],
      [1, strideHeight, strideWidth, 1],
    ) as tf.Tensor4D
  );
}

/** The way back: the sum of all taps' values, each where its tap saw the input. */
export function sumOfTaps(taps: tf.Tensor4D[], geometry: Geometry): tf.Tensor4D {
  const { batchSize, inHeight, inWidth, inChannels, strideHeight, strideWidth } = geometry;
  const [[,], [top, bottom], [left, right]] = paddings(geometry);
  const height = top + inHeight + bottom, width = left + inWidth + right;
  const placed = tapsOf(geometry).map(([row, column], tap) => {
    const spread = spreadOut(taps[tap], strideHeight, strideWidth);
    return tf.pad(spread, [
      [0, 0],
      [row, height - row - spread.shape[1]],
      [column, width - column - spread.shape[2]],
      [0, 0],
    ]);
  });
  return tf.slice(tf.addN(placed), [0, top, left, 0], [batchSize, inHeight, inWidth, inChannels]);
}

/** The zeros around the input; enough at the end for the last output's last tap. */
function paddings(info: Geometry): [number, number][] {
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

/** The row and column of each of the window's taps. */
function tapsOf(info: Geometry): [number, number][] {
  return Array.from({ length: info.filterHeight * info.filterWidth }, (_, tap) => [
    Math.floor(tap / info.filterWidth),
    tap % info.filterWidth,
  ]);
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
