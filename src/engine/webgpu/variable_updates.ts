/** Adam's update of one variable in three programs on a GPU. */
import * as tf from "@tensorflow/tfjs-core";
import type { AdamUpdate } from "../variable_updates.ts";
import { flatProgram, real, runProgramOnTensors } from "./gpu_program.ts";

/** See applyAdam. */
export function applyAdamOnGpu(update: AdamUpdate): void {
  const { variable, firstMoment, secondMoment, gradient, beta1, beta2, epsilon } = update;
  tf.tidy(() => {
    follow(firstMoment, gradient, 1 - beta1, "gradient[index]");
    follow(secondMoment, gradient, 1 - beta2, "gradient[index] * gradient[index]");
    const program = flatProgram({
      key: "adam",
      inputs: ["old", "first", "second", "rate", "power1", "power2"],
      outputShape: variable.shape,
      uniforms: "epsilon : f32,",
      body: `
        let step = rate[0] * sqrt(1.0 - power2[0]) / (1.0 - power1[0]);
        result[index] =
          old[index] - step * first[index] / (sqrt(second[index]) + uniforms.epsilon);`,
    });
    const { learningRate, beta1Power, beta2Power } = update;
    variable.assign(runProgramOnTensors(
      program,
      [variable, firstMoment, secondMoment, learningRate, beta1Power, beta2Power],
      [real(epsilon)],
    ));
  });
}

/** moment += (target - moment) * share, where `target` is of the gradient. */
function follow(moment: tf.Variable, gradient: tf.Tensor, share: number, target: string): void {
  const program = flatProgram({
    key: `adam's moment ${target}`,
    inputs: ["moment", "gradient"],
    outputShape: moment.shape,
    uniforms: "share : f32,",
    body: `result[index] = moment[index] + (${target} - moment[index]) * uniforms.share;`,
  });
  moment.assign(runProgramOnTensors(program, [moment, gradient], [real(share)]));
}

// An average that follows a value, in one program on a GPU.

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
