/** In: a shape and a seed. Out: uniform random values that depend on nothing else. */
import * as tf from "@tensorflow/tfjs-core";
import { nodeBackend } from "./backend.ts";
import { DataType } from "./data_type.ts";
import { typeAttribute } from "./data_type_attribute.ts";

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
