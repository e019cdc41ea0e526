/** 4, a value of a product of matrices, computed by a compiled step under XLA. */
import * as tf from "@tensorflow/tfjs-core";
import { compileStep } from "../../compile_step.ts";
import { selectEngine } from "../../select_engine.ts";

await selectEngine({ engine: "tensorflow" });
const step = compileStep((x) => [tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D)], { xla: true });
console.log(step(tf.ones([4, 4]))[0].dataSync()[0]);
