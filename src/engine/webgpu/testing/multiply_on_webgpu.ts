/**
 * Out, as JSON: what reading on the webgpu engine gives: a product of matrices, a failed program.
 */
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../../select_engine.ts";
import { flatProgram, runProgramOnTensors } from "../gpu_program.ts";

const { engine, devices } = await selectEngine({ engine: "webgpu" });
const x = tf.ones([64, 64]);
const product = tf.matMul(x, x);
let message = "";
try {
  product.dataSync();
} catch (error) {
  message = (error as Error).message;
}
const values = [...new Set(await product.data())];
const again = product.dataSync()[0];
const refused = flatProgram({
  key: "nonsense",
  inputs: ["x"],
  outputShape: [1],
  body: "nonsense;",
});
const failure = await runProgramOnTensors(refused, [x]).data().catch((error) => error.message);
console.log(JSON.stringify({ engine, devices, message, values, again, failure }));
