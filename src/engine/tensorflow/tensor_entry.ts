/** Between tfjs's tensors and the binding's entries: which entry a tensor has, and back. */
import * as tf from "@tensorflow/tfjs-core";
import { AttributeType, type TFEOpAttr, typeAttribute } from "./attributes.ts";
import { nodeBackend } from "./backend.ts";
import type { Entry, TensorflowBinding } from "./binding.ts";
import type { Pointer } from "./library.ts";

/** The binding's number for `tensor`; values that tfjs still holds are copied to TensorFlow. */
function idOf(tensor: tf.Tensor): number {
  return nodeBackend().getInputTensorIds([tensor])[0];
}

/** The entry behind `tensor`. */
export function entryOf(binding: TensorflowBinding, tensor: tf.Tensor): Entry {
  return binding.entry(idOf(tensor));
}

/** Puts `entry` behind `tensor` in place of the present one, which is not released. */
export function setEntry(binding: TensorflowBinding, tensor: tf.Tensor, entry: Entry): void {
  binding.replace(idOf(tensor), entry);
}

/** Notes that an operation has changed `variable` in place. */
export function markChanged(binding: TensorflowBinding, variable: tf.Variable): void {
  const entry = entryOf(binding, variable);
  if (entry.kind === "variable") entry.version++;
}

/** A tfjs tensor that owns `handle`. */
export function wrapHandle(binding: TensorflowBinding, handle: Pointer): tf.Tensor {
  const { shape, dataType } = binding.context.describe(handle);
  const id = binding.register({ kind: "eager", handle, shape, dataType });
  return nodeBackend().createOutputTensor({ id, shape, dtype: dataType });
}

/** All variables that tfjs knows. */
export function registeredVariables(): tf.Variable[] {
  return Object.values(tf.engine().state.registeredVariables);
}

let resources = 0;

/**
 * The TensorFlow resource that holds `variable`'s value, where operations update it in place.
 * A variable that does not have one of its own yet gets it: one whose value is shared with another
 * tensor (a clone) is given a copy first, so that the other keeps what it has.
 */
export function resourceOf(binding: TensorflowBinding, variable: tf.Variable): Pointer {
  if (nodeBackend().refCount(variable.dataId) > 1) {
    // Reading shares the buffer; TensorFlow copies it at the first update in place.
    const { handle, owned } = binding.handleOf(entryOf(binding, variable));
    const own = owned ? handle : binding.context.share(handle);
    tf.tidy(() => variable.assign(wrapHandle(binding, own) as tf.Tensor));
  }
  const entry = entryOf(binding, variable);
  if (entry.kind === "variable") return entry.resource;
  if (entry.kind === "traced") throw new Error(`Expected ${variable.name} to have a value`);
  const dtype = typeAttribute("dtype", entry.dataType);
  const { context } = binding;
  const [resource] = context.execute(
    "VarHandleOp",
    [
      dtype,
      { name: "shape", type: AttributeType.shape, value: entry.shape },
      { name: "shared_name", type: AttributeType.string, value: `duygu_variable_${resources++}` },
    ],
    [],
    1,
  );
  context.execute("AssignVariableOp", [dtype], [resource, entry.handle], 0);
  binding.release(entry);
  const { shape, dataType } = entry;
  setEntry(binding, variable, { kind: "variable", resource, shape, dataType, version: 0 });
  return resource;
}

// Runs an operation that changes variables in place, now or at the end of a traced step.

/** An operation whose first inputs are variables that it changes. */
interface InPlaceUpdate {
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
