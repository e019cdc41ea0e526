/** Adds to a variable, in place where the engine can. */
import * as tf from "@tensorflow/tfjs-core";
import { tensorflowBinding, usesTensorflow } from "./tensorflow/backend.ts";
import { DataType } from "./tensorflow/data_type.ts";
import { typeAttribute } from "./tensorflow/data_type_attribute.ts";
import { updateInPlace } from "./tensorflow/update_in_place.ts";

/**
 * variable += change, of the same shape. In a compiled step the rest of the step still reads the
 * variable's old value, and it may have further updates in place, such as Adam's.
 */
export function addInPlace(variable: tf.Variable, change: tf.Tensor): void {
  if (!usesTensorflow()) {
    tf.tidy(() => variable.assign(tf.add(variable, change)));
    return;
  }
  updateInPlace(tensorflowBinding(), {
    name: "AssignAddVariableOp",
    attributes: [typeAttribute("dtype", DataType.float32)],
    variables: [variable],
    operands: [change],
  });
}
