/** The one xla engine of the process: its device, its tensors, and the step being recorded. */
import * as tf from "@tensorflow/tfjs-core";
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
