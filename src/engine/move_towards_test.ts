import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { movedTowards, moveTowards } from "./move_towards.ts";
import { selectEngine } from "./select_engine.ts";

Deno.test("an average moves by the share of the way, as a new tensor and in place", async () => {
  await selectEngine({ engine: "tensorflow" });
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const [from, to, share] = [tf.tensor1d([0, 4]), tf.tensor1d([8, 0]), tf.scalar(0.25)];
    assert.deepEqual([...movedTowards(from, to, share).dataSync()], [2, 3]);
    const variable = tf.variable(from, false);
    moveTowards(variable, to, share);
    moveTowards(variable, to, share);
    assert.deepEqual([...variable.dataSync()], [3.5, 2.25]);
    variable.dispose();
  });
  assert.equal(tf.memory().numTensors, before);
});
