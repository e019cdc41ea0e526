import * as tf from "@tensorflow/tfjs-core";
import { DataType, typeAttribute } from "./attributes.ts";
import { nodeBackend } from "./backend.ts";

/**
 * Uniform float32 values in [0, 1) of `shape`, fixed by `seed`, int32 [2]. A compiled step draws
 * the same as an eager one; XLA orders the generator's output in another way.
 */
export function statelessUniform(shape: number[], seed: tf.Tensor1D): tf.Tensor {
  return tf.tidy(() =>
    nodeBackend().executeSingleOutput("StatelessRandomUniform", [
      typeAttribute("dtype", DataType.float32),
      typeAttribute("T", DataType.int32),
      typeAttribute("Tseed", DataType.int32),
    ], [tf.tensor1d(shape, "int32"), seed])
  );
}
