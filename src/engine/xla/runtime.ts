/** The one xla engine of the process: its device, its tensors, and the step being recorded. */
import * as tf from "@tensorflow/tfjs-core";
import type { Inputs, Lowering } from "./lowering.ts";
import type { Handle, PjrtClient } from "./pjrt.ts";
import type { Recording } from "./recording.ts";
import type { Value } from "./stablehlo.ts";
import type { StoredTensor } from "./storage.ts";

/** What the parts of the engine share. */
export interface XlaRuntime {
  client: PjrtClient;
  /** The plugin's path. */
  plugin: string;
  /** By tfjs's data ids. */
  tensors: {
    get(dataId: object): StoredTensor;
    set(dataId: object, tensor: StoredTensor): void;
  };
  /** What tfjs makes a tensor of, for a value of the step being recorded. */
  describe(recorded: Value): tf.TensorInfo;
  /** What tfjs makes a tensor of, for a buffer of the device. */
  hold(handle: Handle, shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  /** While set, kernels are recorded there. */
  recording: Recording | undefined;
}

let runtime: XlaRuntime | undefined;

/** Makes `started` the engine of this process. */
export function setXlaRuntime(started: XlaRuntime): void {
  runtime = started;
}

/** The engine. Throws where it was not started. */
export function xlaRuntime(): XlaRuntime {
  if (runtime === undefined) throw new Error("Expected the xla engine to be started");
  return runtime;
}

/** Whether the xla engine is the one in use. */
export function usesXla(): boolean {
  return tf.getBackend() === "xla";
}

/** Whether a step is being recorded on the xla engine. */
export function isRecording(): boolean {
  return runtime?.recording !== undefined;
}

/** Records one kernel of tensors by its lowering and returns its outputs. */
export function recordKernel(
  lowering: string | Lowering,
  tensors: Record<string, tf.TensorInfo | undefined>,
  attributes: object,
): tf.TensorInfo[] {
  const { recording, tensors: stored, describe } = xlaRuntime();
  if (recording === undefined) throw new Error("Expected a step to be recorded");
  const inputs: Inputs = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    // Optional ones, such as a bias, may be missing.
    if (tensor) inputs[name] = recording.valueOf(stored.get(tensor.dataId), tensor.shape);
  }
  const outputs = recording.lower(lowering, inputs, attributes as Record<string, unknown>);
  return [outputs].flat().map(describe);
}
