/**
 * Out, as JSON: resident megabytes with 50 large tensors between small ones, after the large ones
 * are gone, and after what is free was given back.
 */
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../select_engine.ts";
import { releaseFreedMemory } from "../tensorflow/c_library.ts";

await selectEngine({ engine: "tensorflow", trainsMany: true });
const megabytes = () => Deno.memoryUsage().rss / 2 ** 20;
const large: tf.Tensor[] = [];
const small: tf.Tensor[] = [];
for (let index = 0; index < 50; index++) {
  large.push(tf.fill([2 ** 20], index));
  small.push(tf.fill([64], index));
}
const full = megabytes();
tf.dispose(large);
const freed = megabytes();
releaseFreedMemory();
const released = megabytes();
const isKept = small.every((tensor, index) => tensor.dataSync()[63] === index);
console.log(JSON.stringify({ full, freed, released, isKept }));
Deno.exit(0);
