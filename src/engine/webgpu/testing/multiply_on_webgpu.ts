/** Out, as JSON: what reading a product of matrices on the webgpu engine gives. */
import * as tf from "@tensorflow/tfjs-core";
import { selectEngine } from "../../select_engine.ts";

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
console.log(JSON.stringify({ engine, devices, message, values, again: product.dataSync()[0] }));
