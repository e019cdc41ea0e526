/**
 * In: "eager", "compiled" or "xla". Out, as JSON: tensors and memory before and after 50 training
 * steps of that kind; for "inference", after 50 times that changed weights became constants.
 */
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../compile_step.ts";
import { selectEngine } from "../select_engine.ts";
import { tensorflowBinding } from "../tensorflow/backend.ts";
import { CALLS_BEFORE_FREEZING } from "../tensorflow/frozen_function.ts";
import { noiseTensor } from "./noise.ts";

/** What is counted. */
export interface Counts {
  /** tfjs's tensors. */
  tensors: number;
  /** TensorFlow's. */
  held: number;
  /** Resident memory of the process. */
  megabytes: number;
}

/** The shape of the step's largest tensor, 4 MB: one leaked a step would be 200 MB. */
const SAMPLES = [16, 8, 8192];

if (import.meta.main) {
  await selectEngine({ engine: "tensorflow" });
  const runStep = Deno.args[0] === "inference" ? prepareInference() : prepare(Deno.args[0]);
  for (let warmUp = 0; warmUp < 20; warmUp++) runStep();
  const before = count();
  for (let step = 0; step < 50; step++) runStep();
  console.log(JSON.stringify({ before, after: count() }));
}

function prepare(kind: string): () => void {
  const weight = tf.variable(noiseTensor([SAMPLES[2], 4], 1, 0.01) as tf.Tensor2D);
  const ones = tf.ones(SAMPLES);
  const step = (samples: tf.Tensor) => {
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.square(tf.matMul(tf.reshape(samples, [-1, SAMPLES[2]]), weight))),
      [weight],
    );
    weight.assign(tf.sub(weight, tf.mul(0.01, grads[weight.name])));
    return [value];
  };
  const compiled = kind === "eager" ? undefined : compileStep(step, { xla: kind === "xla" });
  return () => {
    // Made by TensorFlow, for JavaScript's own memory grows until it is collected.
    const samples = tf.neg(ones);
    const outputs = compiled ? compiled(samples) : tf.tidy(() => step(samples));
    outputs[0].dataSync();
    tf.dispose([samples, outputs]);
  };
}

function prepareInference(): () => void {
  const weight = tf.variable(noiseTensor([512, 1024], 1, 0.01) as tf.Tensor2D);
  const ones = tf.ones([4, 512]) as tf.Tensor2D;
  const step = compileStep((samples) => [tf.matMul(samples as tf.Tensor2D, weight)], {
    inference: true,
  });
  return () => {
    tf.tidy(() => weight.assign(tf.mul(weight, 0.99)));
    for (let call = 0; call <= CALLS_BEFORE_FREEZING; call++) tf.dispose(step(ones));
  };
}

function count(): Counts {
  return {
    tensors: tf.memory().numTensors,
    held: tensorflowBinding().getNumOfTensors(),
    megabytes: Deno.memoryUsage().rss / 2 ** 20,
  };
}
