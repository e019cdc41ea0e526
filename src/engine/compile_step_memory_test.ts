import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "./compile_step.ts";
import { selectEngine } from "./select_engine.ts";
import { tensorflowBinding } from "./tensorflow/backend.ts";
import { buildCase, networkCases } from "./testing/network_cases.ts";
import { noiseTensor } from "./testing/noise.ts";
import { gradientDescentStep } from "./testing/training_step.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

/** The shape of the step's largest tensor, 4 MB: one leaked a step would be 200 MB. */
const SAMPLES = [16, 8, 8192];
const MOST_GROWTH_MEGABYTES = 60;

for (const kind of ["eager", "compiled", "xla"] as const) {
  Deno.test(`50 ${kind} steps leave the number of tensors and the memory flat`, () => {
    const weight = tf.variable(noiseTensor([SAMPLES[2], 4], 1, 0.01) as tf.Tensor2D);
    const ones = tf.ones(SAMPLES);
    const rows = SAMPLES[0] * SAMPLES[1];
    const step = (samples: tf.Tensor) => {
      const { value, grads } = tf.variableGrads(
        () => tf.mean(tf.square(tf.matMul(tf.reshape(samples, [rows, SAMPLES[2]]), weight))),
        [weight],
      );
      weight.assign(tf.sub(weight, tf.mul(0.01, grads[weight.name])));
      return [value];
    };
    const compiled = kind === "eager" ? undefined : compileStep(step, { xla: kind === "xla" });
    const once = () => {
      // Made by TensorFlow, for JavaScript's own memory grows until it is collected.
      const samples = tf.neg(ones);
      const outputs = compiled ? compiled(samples) : tf.tidy(() => step(samples));
      outputs[0].dataSync();
      tf.dispose([samples, outputs]);
    };
    const repeat = (times: number) => Array.from({ length: times }).forEach(once);
    repeat(20);
    const before = { ...counts(), memory: residentBytes() };
    repeat(50);
    const { memory, ...tensors } = { ...counts(), memory: residentBytes() };
    assert.deepEqual({ ...tensors, memory: before.memory }, before);
    const grownMegabytes = (memory - before.memory) / 2 ** 20;
    assert.ok(
      grownMegabytes < MOST_GROWTH_MEGABYTES,
      `grown by ${grownMegabytes.toFixed(1)} MB over 50 steps`,
    );
    compiled?.dispose();
    tf.dispose([weight, ones]);
  });
}

Deno.test("a compiled training of a whole network leaves nothing but its weights", () => {
  const before = counts();
  const network = buildCase(networkCases[0]);
  const step = compileStep(gradientDescentStep(network));
  const run = () => {
    const inputs = [noiseTensor([4, 8, 5], 1), noiseTensor([4, 3], 2), tf.scalar(0.1)];
    tf.dispose([step(...inputs), inputs]);
  };
  run();
  const withWeights = counts();
  assert.equal(withWeights.held, withWeights.tensors);
  for (let index = 0; index < 5; index++) run();
  assert.deepEqual(counts(), withWeights);
  step.dispose();
  network.dispose();
  assert.deepEqual(counts(), before);
});

function counts() {
  return { tensors: tf.memory().numTensors, held: tensorflowBinding().getNumOfTensors() };
}

function residentBytes(): number {
  return Deno.memoryUsage().rss;
}
