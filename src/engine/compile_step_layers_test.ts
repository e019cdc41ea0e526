import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep, type CompileStepOptions } from "./compile_step.ts";
import { selectEngine } from "./select_engine.ts";
import { buildCase, type NetworkCase, networkCases } from "./testing/network_cases.ts";
import { noiseTensor } from "./testing/noise.ts";
import { relativeDifference } from "./testing/relative_difference.ts";
import { gradientDescentStep, networkVariables } from "./testing/training_step.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

const STEPS = 20;

/** Trains the case's network and returns each step's loss and all its weights afterwards. */
function train(networkCase: NetworkCase, options?: CompileStepOptions): number[][] {
  const network = buildCase(networkCase);
  const eager = gradientDescentStep(network);
  const compiled = options && compileStep(eager, options);
  const losses: number[] = [];
  for (let index = 0; index < STEPS; index++) {
    const inputs: [tf.Tensor, tf.Tensor, tf.Tensor] = [
      noiseTensor([4, ...networkCase.sampleShape], index),
      targetsOf(index),
      tf.scalar(0.1),
    ];
    const [loss] = compiled ? compiled(...inputs) : tf.tidy(() => eager(...inputs));
    losses.push(loss.dataSync()[0]);
    tf.dispose([...inputs, loss]);
  }
  const weights = networkVariables(network).map((variable) => [...variable.dataSync()]);
  compiled?.dispose();
  network.dispose();
  return [losses, ...weights];
}

function targetsOf(seed: number): tf.Tensor {
  return tf.tidy(() => tf.abs(noiseTensor([4, 3], 1000 + seed)));
}

for (const networkCase of networkCases) {
  Deno.test(`a compiled step trains like the eager one: ${networkCase.name}`, () => {
    const eager = train(networkCase);
    for (const xla of [false, true]) {
      const compiled = train(networkCase, {
        xla,
        warn: (message) => assert.fail(message),
      });
      compiled.forEach((values, place) => {
        const difference = relativeDifference(values, eager[place]);
        assert.ok(difference < 1e-5, `xla ${xla}, tensor ${place}: ${difference}`);
      });
    }
    // Otherwise agreement would show nothing.
    assert.notEqual(eager[0][0], eager[0][STEPS - 1]);
  });
}
