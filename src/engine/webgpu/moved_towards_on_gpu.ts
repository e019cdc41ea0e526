/** An average that follows a value, in one program on a GPU. */
import * as tf from "@tensorflow/tfjs-core";
import { flatProgram, runProgramOnTensors } from "./gpu_program.ts";

/** from + (to - from) * share, of one shape. */
export function movedTowardsOnGpu(from: tf.Tensor, to: tf.Tensor, share: tf.Scalar): tf.Tensor {
  const program = flatProgram({
    key: "moved towards",
    inputs: ["old", "goal", "share"],
    outputShape: from.shape,
    body: "result[index] = old[index] + (goal[index] - old[index]) * share[0];",
  });
  return runProgramOnTensors(program, [from, to, share]);
}
