/** An average that follows a value, in one program on a GPU. */
import type * as tf from "@tensorflow/tfjs-core";
import { flatProgram, real, runProgramOnTensors } from "./gpu_program.ts";

/** from + (to - from) * share, of one shape. */
export function movedTowardsOnGpu(
  from: tf.Tensor,
  to: tf.Tensor,
  share: tf.Scalar | number,
): tf.Tensor {
  const isNumber = typeof share === "number";
  const program = flatProgram({
    key: `moved towards by ${isNumber ? "a number" : "a tensor"}`,
    inputs: ["old", "goal", ...isNumber ? [] : ["share"]],
    outputShape: from.shape,
    uniforms: isNumber ? "share : f32," : "",
    body: `
      let part = ${isNumber ? "uniforms.share" : "share[0]"};
      result[index] = old[index] + (goal[index] - old[index]) * part;`,
  });
  return isNumber
    ? runProgramOnTensors(program, [from, to], [real(share)])
    : runProgramOnTensors(program, [from, to, share]);
}
