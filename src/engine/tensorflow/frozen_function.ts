/** A change is noticed at the next call, however it was made. */
import type * as tf from "@tensorflow/tfjs-core";
import type { Entry, TensorflowBinding } from "./binding.ts";
import type { CompiledFunction } from "./compiled_function.ts";
import { entryOf } from "./tensor_entry.ts";

/** After so many calls the time of compiling once more pays off. */
export const CALLS_BEFORE_FREEZING = 8;

/** A variable and what its value was known by. */
interface Seen {
  variable: tf.Variable;
  entry: Entry;
  version: number;
}

/**
 * Compiles the plain form at once, by `inputs`, and the other one when it first pays off; `compile`
 * gets the inputs of the call at hand.
 */
export function frozenFunction(
  binding: TensorflowBinding,
  inputs: tf.Tensor[],
  compile: (inputs: tf.Tensor[], frozen: boolean) => CompiledFunction,
): CompiledFunction {
  const plain = compile(inputs, false);
  let frozen: CompiledFunction | undefined;
  let seen: Seen[] | undefined;
  let calls = 0;
  const forget = () => {
    frozen?.dispose();
    frozen = undefined;
    calls = 0;
  };
  return {
    variables: plain.variables,
    run: (inputs) => {
      if (!seen?.every((one) => isUnchanged(binding, one))) {
        forget();
        seen = plain.variables.every(({ isDisposed }) => !isDisposed)
          ? plain.variables.map((variable) => see(binding, variable))
          : undefined;
      }
      if (seen && frozen === undefined && calls++ >= CALLS_BEFORE_FREEZING) {
        frozen = compile(inputs, true);
      }
      return (frozen ?? plain).run(inputs);
    },
    dispose: () => {
      forget();
      plain.dispose();
    },
  };
}

function see(binding: TensorflowBinding, variable: tf.Variable): Seen {
  const entry = entryOf(binding, variable);
  return { variable, entry, version: versionOf(entry) };
}

function isUnchanged(binding: TensorflowBinding, { variable, entry, version }: Seen): boolean {
  if (variable.isDisposed) return false;
  // An assignment puts another entry behind the variable, an update in place counts its version.
  return entryOf(binding, variable) === entry && versionOf(entry) === version;
}

function versionOf(entry: Entry): number {
  return entry.kind === "variable" ? entry.version : 0;
}
