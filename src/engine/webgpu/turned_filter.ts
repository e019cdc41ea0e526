/** A filter as the gradient of its convolution's input sees it. */
import type * as tf from "@tensorflow/tfjs-core";
import { flatProgram, integers, runProgram } from "./gpu_program.ts";

/** filter [height, width, in, out] turned by half a circle, channels exchanged: [..., out, in]. */
export function turnedFilter(filter: tf.TensorInfo): tf.TensorInfo {
  const [height, width, inputs, outputs] = filter.shape;
  const program = flatProgram({
    key: "turned filter",
    inputs: ["weights"],
    outputShape: [height, width, outputs, inputs],
    uniforms: "taps : i32, inputs : i32, outputs : i32,",
    body: `
      let place = index / uniforms.inputs;
      let input = index - place * uniforms.inputs;
      let tap = place / uniforms.outputs;
      let output = place - tap * uniforms.outputs;
      result[index] = weights[((uniforms.taps - 1 - tap) * uniforms.inputs + input) *
        uniforms.outputs + output];`,
  });
  return runProgram(program, [filter], integers(height * width, inputs, outputs));
}
