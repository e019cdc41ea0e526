/**
 * A program of its own, for memory is a process's: trains EmotionUnet for 200 steps and prints what
 * tensors and resident memory were before and after, as JSON.
 */
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../../engine/select_engine.ts";
import { emotionUnet } from "../../unet/emotion_unet.ts";
import { createLearner } from "../learner.ts";
import { separableExamples } from "./separable_examples.ts";
import { wholeBatch } from "./whole_batch.ts";

const WARM_UP = 50;
const STEPS = 200;
const ROWS = 32;

await selectEngine();
const network = emotionUnet({
  frames: 64,
  bins: 65,
  filters: [4, 4, 4, 4, 4, 4],
  denseUnits: 8,
  classes: 4,
}, 1);
const learner = createLearner(network);
const examples = separableExamples({ rows: ROWS, classes: 4, sampleShape: [64, 65], seed: 1 });
const batch = wholeBatch(examples, 4);

async function train(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await learner.trainStep(batch, { learningRate: 1e-3, dropoutSeed: [1, step] });
    await learner.predict(examples, { batchSize: ROWS });
  }
  // Given by --v8-flags=--expose-gc: what JavaScript no longer needs is not memory in use.
  (globalThis as unknown as { gc(): void }).gc();
}

const measure = () => ({ tensors: tf.memory().numTensors, residentBytes: Deno.memoryUsage().rss });
await train(WARM_UP); // Compiles, and fills the pools of V8 and TensorFlow.
const before = measure();
await train(STEPS);
const after = measure();
const batchBytes = examples.data.byteLength;
console.log(JSON.stringify({ steps: STEPS, batchBytes, before, after }));
Deno.exit(0);
