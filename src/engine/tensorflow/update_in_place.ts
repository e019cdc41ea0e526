/** Runs an operation that changes variables in place, now or at the end of a traced step. */
import type * as tf from "@tensorflow/tfjs-core";
import type { TFEOpAttr } from "./attributes.ts";
import type { TensorflowBinding } from "./binding.ts";
import { entryOf, markChanged, resourceOf } from "./tensor_entry.ts";

/** An operation whose first inputs are variables that it changes. */
export interface InPlaceUpdate {
  name: string;
  attributes: readonly TFEOpAttr[];
  variables: readonly tf.Variable[];
  operands: readonly tf.Tensor[];
}

/**
 * Executes `update`; while a step is traced it waits until the step has read the variables, so that
 * everything in the step sees the variables' old values.
 */
export function updateInPlace(binding: TensorflowBinding, update: InPlaceUpdate): void {
  const { name, attributes, variables } = update;
  const operands = update.operands.map((operand) => entryOf(binding, operand));
  if (binding.tracer) {
    binding.tracer.deferUpdate({ name, attributes, variables, operands });
    return;
  }
  const handles = operands.map(binding.handleOf);
  const resources = variables.map((variable) => resourceOf(binding, variable));
  binding.context.execute(
    name,
    attributes,
    [...resources, ...handles.map(({ handle }) => handle)],
    0,
  );
  for (const variable of variables) markChanged(binding, variable);
  for (const { handle, owned } of handles) if (owned) binding.context.delete(handle);
}
