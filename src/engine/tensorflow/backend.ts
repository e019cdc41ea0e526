import { createRequire } from "node:module";
import * as nodeUtil from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { DataType, typeAttribute } from "./attributes.ts";
import { createBinding, type TensorflowBinding, type TensorMetadata } from "./binding.ts";
import { type ContextOptions, startEagerContext } from "./eager_context.ts";
import { openTensorflow } from "./library.ts";

/** What Duygu uses of tfjs-node's NodeJSKernelBackend beyond tfjs-core's KernelBackend. */
interface NodeKernelBackend extends tf.KernelBackend {
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  executeSingleOutput(name: string, attributes: unknown[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: unknown[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

let binding: TensorflowBinding | undefined;

/** The binding of the backend in use. Throws where the tensorflow backend was not registered. */
export function tensorflowBinding(): TensorflowBinding {
  if (binding === undefined) throw new Error("Expected the tensorflow engine to be started");
  return binding;
}

/** The tfjs backend in use, as tfjs-node's class. */
export function nodeBackend(): NodeKernelBackend {
  return tf.backend() as unknown as NodeKernelBackend;
}

/** True where the tensorflow engine is the one in use. */
export function usesTensorflow(): boolean {
  return tf.getBackend() === "tensorflow";
}

/**
 * Opens TensorFlow in `folder` and registers the tfjs backend "tensorflow"; the caller sets it.
 * Throws UserError where the libraries do not load.
 */
export function registerTensorflowBackend(folder: string, options: ContextOptions = {}): void {
  if (binding !== undefined) return;
  const context = startEagerContext(openTensorflow(folder), options);
  binding = createBinding(context);
  restoreNodeUtilities();
  const require = createRequire(import.meta.url);
  const { NodeJSKernelBackend } = require("@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js");
  tf.registerBackend(
    "tensorflow",
    () => new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node"),
    3,
  );
  require("@tensorflow/tfjs-node/dist/register_all_kernels.js");
  registerFastGradients();
}

/** tfjs-node calls two functions of node:util that Node and Deno have since removed. */
function restoreNodeUtilities(): void {
  const require = createRequire(import.meta.url);
  const util = require("node:util") as Record<string, unknown> & typeof nodeUtil;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

// Gradients for which TensorFlow has one kernel where tfjs-core composes several operations. They
// replace tfjs-core's in its registry, which all engines share, and leave the others theirs.

/** Registers them; once is enough. */
function registerFastGradients(): void {
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
