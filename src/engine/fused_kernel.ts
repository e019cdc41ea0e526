import * as tf from "@tensorflow/tfjs-core";

/** What an operation computes and how its gradient is made; see tfjs's KernelConfig. */
export interface FusedKernel<Inputs, Attributes> {
  /** No two engines' kernels share it, for their gradients differ. */
  name: string;
  engine: "tensorflow" | "webgpu" | "xla";
  compute: (inputs: Inputs, attributes: Attributes) => tf.TensorInfo | tf.TensorInfo[];
  /** Which inputs and outputs the gradient is handed, in this order. */
  inputsToSave: string[];
  outputsToSave: boolean[];
  gradient: (
    dy: tf.Tensor | tf.Tensor[],
    saved: tf.Tensor[],
    attributes: Attributes,
  ) => Record<string, () => tf.Tensor>;
}

/** Makes the kernel known to its engine; further calls do nothing. */
export function registerFusedKernel<Inputs, Attributes>(
  kernel: FusedKernel<Inputs, Attributes>,
): void {
  const { name, engine, inputsToSave, outputsToSave } = kernel;
  if (tf.getKernel(name, engine) !== undefined) return;
  tf.registerKernel({
    kernelName: name,
    backendName: engine,
    kernelFunc: ({ inputs, attrs }) => kernel.compute(inputs as Inputs, attrs as Attributes),
  });
  tf.registerGradient({
    kernelName: name,
    inputsToSave,
    outputsToSave,
    gradFunc: (dy, saved, attrs) => kernel.gradient(dy, saved, attrs as Attributes),
  });
}
