/**
 * The gradient of 2D maximum pooling, composed of other operations: tfjs's own on wasm gives wrong
 * values for windows that overlap or are not square.
 */
import * as tf from "@tensorflow/tfjs-core";
import { sumOfTaps, windowTaps } from "./window_taps.ts";

/** The attributes of tfjs's kernel MaxPoolGrad, in the NHWC layout. */
export interface PoolingAttributes {
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
export function maxPoolingGradient(
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
