import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { addInPlace } from "./variable_updates.ts";
import { compileStep, type CompileStepOptions } from "./compile_step.ts";
import { selectEngine } from "./select_engine.ts";
import { CALLS_BEFORE_FREEZING } from "./tensorflow/frozen_function.ts";
import { buildCase, networkCases } from "./testing/network_cases.ts";
import { noiseTensor } from "./testing/noise.ts";
import { relativeDifference } from "./testing/relative_difference.ts";
import { runScript } from "./testing/run_script.ts";
import { gradientDescentStep, networkVariables } from "./testing/training_step.ts";
import type { Counts } from "./testing/grow_over_steps.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

/** A compiled prediction, and how far it is from the network's own at each of some calls. */
function prediction(network: LayersModel, options: Partial<CompileStepOptions> = {}) {
  const ask = (samples: tf.Tensor) => network.apply(samples, { training: false }) as tf.Tensor;
  const step = compileStep((samples) => [ask(samples)], {
    inference: true,
    warn: (message) => assert.fail(message),
    ...options,
  });
  const shape = network.inputs[0].shape.slice(1) as number[];
  return {
    differences: (calls: number) =>
      Array.from({ length: calls }, (_, call) =>
        tf.tidy(() => {
          const samples = noiseTensor([4, ...shape], call);
          const values = step(samples)[0].dataSync();
          return relativeDifference(values, ask(samples).dataSync());
        })),
    dispose: () => step.dispose(),
  };
}

const close = (differences: number[]) =>
  differences.forEach((one, call) => assert.ok(one < 1e-5, `call ${call}: ${one}`));

for (const networkCase of networkCases) {
  Deno.test(`folded inference is the network's: ${networkCase.name}`, () => {
    const network = buildCase(networkCase);
    const { differences, dispose } = prediction(network);
    close(differences(CALLS_BEFORE_FREEZING + 3));
    dispose();
    network.dispose();
  });
}

Deno.test("explicit padding of a depthwise convolution, over which Grappler could abort", () => {
  const filter = tf.variable(noiseTensor([3, 3, 2, 1], 1)) as tf.Variable<tf.Rank.R4>;
  const padded = [[0, 0], [1, 0], [0, 1], [0, 0]] as unknown as number;
  const compute = (x: tf.Tensor) =>
    tf.depthwiseConv2d(tf.relu(x as tf.Tensor4D), filter, 1, padded);
  const step = compileStep((x) => [compute(x)], { warn: (message) => assert.fail(message) });
  tf.tidy(() => {
    const x = noiseTensor([1, 5, 5, 2], 2);
    const values = step(x)[0].dataSync();
    assert.ok(relativeDifference(values, compute(x).dataSync()) < 1e-6);
  });
  step.dispose();
  filter.dispose();
});

Deno.test("inference in bfloat16 stays within its eight bits, and is not float32", () => {
  const network = buildCase(networkCases[2]);
  const { differences, dispose } = prediction(network, { precision: "bfloat16" });
  for (const one of differences(CALLS_BEFORE_FREEZING + 3)) {
    assert.ok(one > 1e-6 && one < 2e-2, `${one}`);
  }
  dispose();
  network.dispose();
});

Deno.test("weights changed in any way are seen at the next call", () => {
  const network = buildCase(networkCases[2]);
  const { differences, dispose } = prediction(network);
  const train = compileStep(gradientDescentStep(network));
  const variables = networkVariables(network, true);
  const changes: Record<string, () => void> = {
    "a compiled training step": () => {
      const inputs = [noiseTensor([4, 9, 9, 2], 50), noiseTensor([4, 3], 2), tf.scalar(0.5)];
      tf.dispose([train(...inputs), inputs]);
    },
    "an assignment": () => tf.tidy(() => void variables[0].assign(tf.mul(variables[0], 1.5))),
    "an update in place": () => tf.tidy(() => addInPlace(variables[0], tf.mul(variables[0], 0.5))),
    "weights that are loaded": () =>
      tf.tidy(() => network.setWeights(network.getWeights().map((value) => tf.mul(value, 0.9)))),
  };
  for (const [name, change] of Object.entries(changes)) {
    close(differences(CALLS_BEFORE_FREEZING + 2));
    const before = variables[0].dataSync();
    change();
    assert.notDeepEqual(variables[0].dataSync(), before, name);
    close(differences(2));
  }
  train.dispose();
  dispose();
  network.dispose();
});

Deno.test("a step that changes what it reads stays right all the same", () => {
  const counter = tf.variable(tf.scalar(0));
  const step = compileStep((x) => {
    const next = tf.add(counter, x) as tf.Scalar;
    counter.assign(next);
    return [tf.mul(next, 2)];
  }, { inference: true, warn: (message) => assert.fail(message) });
  const x = tf.scalar(1);
  for (let call = 1; call <= 2 * CALLS_BEFORE_FREEZING; call++) {
    assert.equal(tf.tidy(() => step(x)[0].dataSync()[0]), 2 * call);
  }
  step.dispose();
  tf.dispose([x, counter]);
});

Deno.test("weights that become constants again and again leave the memory flat", async () => {
  const script = new URL("./testing/grow_over_steps.ts", import.meta.url);
  const { before, after } = await runScript(script, "inference") as Record<string, Counts>;
  assert.equal(after.tensors, before.tensors);
  assert.equal(after.held, before.held);
  const grown = after.megabytes - before.megabytes;
  // Of the constants, 2 MB each time, nothing may stay.
  assert.ok(grown < 60, `grown by ${grown.toFixed(1)} MB over 50 times`);
});
