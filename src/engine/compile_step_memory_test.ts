import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "./compile_step.ts";
import { selectEngine } from "./select_engine.ts";
import { tensorflowBinding } from "./tensorflow/backend.ts";
import { buildCase, networkCases } from "./testing/network_cases.ts";
import type { Counts } from "./testing/grow_over_steps.ts";
import { noiseTensor } from "./testing/noise.ts";
import { runScript } from "./testing/run_script.ts";
import { gradientDescentStep } from "./testing/training_step.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const MOST_GROWTH_MEGABYTES = 60;

for (const kind of ["eager", "compiled", "xla"]) {
  Deno.test(`50 ${kind} steps leave the number of tensors and the memory flat`, async () => {
    // In a process of its own, for the memory of tests that run beside it would count.
    const script = new URL("./testing/grow_over_steps.ts", import.meta.url);
    const { before, after } = await runScript(script, kind) as Record<string, Counts>;
    assert.equal(after.tensors, before.tensors);
    assert.equal(after.held, before.held);
    const grown = after.megabytes - before.megabytes;
    assert.ok(grown < MOST_GROWTH_MEGABYTES, `grown by ${grown.toFixed(1)} MB over 50 steps`);
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

Deno.test({
  name: "memory between tensors that stay is given back to the system when that is asked for",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const script = new URL("./testing/leave_gaps.ts", import.meta.url);
    const { full, released, isKept } = await runScript(script) as Record<string, number>;
    assert.ok(isKept);
    // 50 tensors of 4 MB; the rest is the allocators' to and fro.
    assert.ok(full - released > 150, `${full.toFixed(0)} MB, then ${released.toFixed(0)} MB`);
  },
});

function counts() {
  return { tensors: tf.memory().numTensors, held: tensorflowBinding().getNumOfTensors() };
}
