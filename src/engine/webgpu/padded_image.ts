/** An image with zeros around it, so that every tap of a convolution falls inside. */
import type * as tf from "@tensorflow/tfjs-core";
import { flatProgram, integers, runProgram } from "./gpu_program.ts";

/** Zeros on each side, may be negative behind: what no tap sees is left out. */
export interface Padding {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** x [batch, height, width, channel] with its padding. */
export function paddedImage(
  x: tf.TensorInfo,
  { top, left, bottom, right }: Padding,
): tf.TensorInfo {
  const [batch, height, width, channels] = x.shape;
  const outputShape = [batch, height + top + bottom, width + left + right, channels];
  const program = flatProgram({
    key: "padded image",
    inputs: ["x"],
    outputShape,
    uniforms: "top : i32, left : i32,",
    body: `
      let at = getCoordsFromIndex(index);
      let y = at[1] - uniforms.top;
      let column = at[2] - uniforms.left;
      var value = 0.0;
      if (y >= 0 && y < uniforms.xShape[1] && column >= 0 && column < uniforms.xShape[2]) {
        value = x[((at[0] * uniforms.xShape[1] + y) * uniforms.xShape[2] + column) *
          uniforms.xShape[3] + at[3]];
      }
      result[index] = value;`,
  });
  return runProgram(program, [x], integers(top, left));
}

/** The padding with which the taps of `info` see exactly the padded image. */
export function paddingOf(info: tf.backend_util.Conv2DInfo): Padding {
  const { top, left } = info.padInfo;
  const seen = (outputs: number, stride: number, taps: number) => (outputs - 1) * stride + taps;
  return {
    top,
    left,
    bottom: seen(info.outHeight, info.strideHeight, info.filterHeight) - info.inHeight - top,
    right: seen(info.outWidth, info.strideWidth, info.filterWidth) - info.inWidth - left,
  };
}

/** Whether the padding changes nothing. */
export function isUnpadded({ top, left, bottom, right }: Padding): boolean {
  return top === 0 && left === 0 && bottom === 0 && right === 0;
}
