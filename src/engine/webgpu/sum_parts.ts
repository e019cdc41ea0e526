/**
 * Long sums on a GPU: many threads each sum a part, a second program sums the parts, in an order
 * that is always the same, so that the same step gives the same bits (unlike atomic additions).
 */
import type * as tf from "@tensorflow/tfjs-core";
import { disposeInfo, flatProgram, integers, runProgram } from "./gpu_program.ts";

/** How a sum's terms are dealt out. */
export interface Parts {
  /** How many. */
  count: number;
  /** Terms of each but the last, which may have fewer. */
  length: number;
}

/** Parts of about `wanted` terms each, at most `most` of them; `step` divides their length. */
export function dealOut(terms: number, wanted: number, most: number, step = 1): Parts {
  const length = Math.ceil(Math.max(wanted, Math.ceil(terms / most)) / step) * step;
  return { count: Math.ceil(terms / length), length };
}

/** Sums `parts` [part, ...] over the parts into `shape`; disposes `parts`. */
export function sumParts(parts: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  const program = flatProgram({
    key: "sum parts",
    inputs: ["parts"],
    outputShape: shape,
    uniforms: "count : i32,",
    body: `
      var sum = 0.0;
      for (var part = 0; part < uniforms.count; part++) {
        sum += parts[part * uniforms.size + index];
      }
      result[index] = sum;`,
  });
  const sum = runProgram(program, [parts], integers(parts.shape[0]));
  disposeInfo(parts);
  return sum;
}
