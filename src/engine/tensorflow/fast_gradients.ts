/**
 * Gradients for which TensorFlow has one kernel where tfjs-core composes several operations. They
 * replace tfjs-core's in its registry, which all engines share, and leave the others theirs.
 */
import * as tf from "@tensorflow/tfjs-core";
import { nodeBackend, usesTensorflow } from "./backend.ts";
import { DataType } from "./data_type.ts";
import { typeAttribute } from "./data_type_attribute.ts";

/** Registers them; once is enough. */
export function registerFastGradients(): void {
  replaceGradient("Relu", "ReluGrad");
  replaceGradient("Relu6", "Relu6Grad");
}

/** Takes TensorFlow's `operation` of (dy, y) as the gradient of the tfjs kernel `kernelName`. */
function replaceGradient(kernelName: string, operation: string): void {
  const composed = tf.getGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => {
      const [x, y] = saved;
      if (!usesTensorflow()) return composed.gradFunc(dy, [x], attributes);
      return {
        x: () =>
          nodeBackend().executeSingleOutput(
            operation,
            [typeAttribute("T", DataType.float32)],
            [dy as tf.Tensor, y],
          ),
      };
    },
  });
}
