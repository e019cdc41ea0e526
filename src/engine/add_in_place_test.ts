import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { addInPlace } from "./add_in_place.ts";
import { compileStep } from "./compile_step.ts";
import { selectEngine } from "./select_engine.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });

Deno.test("additions add up, and a compiled step reads the old value", () => {
  const variable = tf.variable(tf.tensor1d([1, 2]));
  addInPlace(variable, tf.tensor1d([10, 20]));
  assert.deepEqual([...variable.dataSync()], [11, 22]);
  for (const xla of [false, true]) {
    const before = [...variable.dataSync()];
    const step = compileStep((x) => {
      const old = tf.mul(variable, 1);
      addInPlace(variable, x);
      addInPlace(variable, tf.mul(x, 2));
      return [old];
    }, { xla, warn: assert.fail });
    const [old] = step(tf.tensor1d([1, -1]));
    assert.deepEqual([...old.dataSync()], before);
    assert.deepEqual([...variable.dataSync()], [before[0] + 3, before[1] - 3]);
    step.dispose();
  }
  variable.dispose();
});
