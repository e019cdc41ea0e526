import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../compile_step.ts";
import { selectEngine } from "../select_engine.ts";
import { DataType } from "./attributes.ts";
import { tensorflowBinding } from "./backend.ts";
import { TracedValueError } from "./binding.ts";

await selectEngine({ engine: "tensorflow", say: () => {} });
const binding = tensorflowBinding();

Deno.test("a tensor that was freed is named in the error; freeing it again does nothing", () => {
  const before = binding.getNumOfTensors();
  const id = binding.createTensor([1], DataType.float32, [1]);
  assert.equal(binding.getNumOfTensors(), before + 1);
  binding.deleteTensor(id);
  binding.deleteTensor(id);
  assert.equal(binding.getNumOfTensors(), before);
  assert.throws(
    () => binding.tensorDataSync(id),
    new RegExp(`tensor ${id} to exist, but it was freed`),
  );
  assert.throws(() => binding.executeOp("Neg", [], [id], 1), /it was freed/);
});

Deno.test("reading a tensor of a step that is being traced is an error that says so", () => {
  let caught: unknown;
  const step = compileStep((x) => {
    try {
      tf.neg(x).dataSync();
    } catch (error) {
      caught = error;
      throw error;
    }
    return [x];
  }, { warn: () => {} });
  const input = tf.scalar(1);
  tf.dispose(step(input));
  assert.ok(caught instanceof TracedValueError);
  assert.match(caught.message, /return it from the step and read it outside/);
  input.dispose();
});

Deno.test("a value that tfjs gave away stays readable through the tensors that share it", () => {
  const x = tf.tensor1d([1, 2, 3]);
  const doubled = tf.mul(x, 2);
  const view = tf.reshape(doubled, [3, 1]);
  doubled.dispose();
  assert.deepEqual([...view.dataSync()], [2, 4, 6]);
  tf.dispose([x, view]);
});
