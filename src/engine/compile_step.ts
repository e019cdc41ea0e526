/**
 * What tf.function is to Python, for tfjs: a step (forward, backward, optimiser) is recorded once
 * for its arguments' shapes, as a TensorFlow function or as XLA's program, and from then on runs as
 * one operation.
 */
import * as tf from "@tensorflow/tfjs-core";
import { tensorflowBinding, usesTensorflow } from "./tensorflow/backend.ts";
import {
  type CompiledFunction,
  compileFunction,
  type CompileOptions,
  type Step,
} from "./tensorflow/compiled_function.ts";
import { frozenFunction } from "./tensorflow/frozen_function.ts";
import { compileProgram } from "./xla/compiled_program.ts";
import { MissingLoweringError } from "./xla/recording.ts";
import { usesXla } from "./xla/runtime.ts";

export type { CompileOptions, Step };

/** How {@link compileStep} compiles; `xla` concerns the tensorflow engine. */
export interface CompileStepOptions extends Partial<Pick<CompileOptions, "xla" | "precision">> {
  /**
   * True where the step may make variables at its first call, as tfjs's own optimisers do: that
   * call runs eagerly. False by default.
   */
  makesVariables?: boolean;
  /**
   * True for a step of inference, which changes no variable: once its variables have stayed the
   * same for some calls they become constants, batch normalisation is folded into convolutions and
   * weights are laid out once. A later change of a variable is noticed. In float32 results move by
   * rounding alone; in bfloat16 single probabilities may move by some hundredths. False by default.
   */
  inference?: boolean;
  /** Where the one warning goes if the step cannot be compiled; standard error by default. */
  warn?: (message: string) => void;
}

/** A compiled step: call it like the step. */
interface CompiledStep {
  (...inputs: tf.Tensor[]): tf.Tensor[];
  /**
   * The step once for each row of its inputs, one after another, with the outputs stacked in rows:
   * as many calls in a loop, to the bit. On the xla engine it is one program, for which the host is
   * needed once. Throws where inputs are of different lengths.
   */
  inRows(...stacked: tf.Tensor[]): tf.Tensor[];
  /** Frees the compiled functions; the step can be called again and is then compiled anew. */
  dispose(): void;
}

/**
 * Compiles `step`, a function from tensors to tensors that may read and assign tf.Variables.
 *
 * On the engines tensorflow and xla it is traced once for each combination of argument shapes and
 * types; what it depends on must be an argument or a variable: a number or a random value made in
 * JavaScript is the same at every call, and one too large to be a constant is refused. A step that
 * cannot be traced runs eagerly, after one warning; but an operation that the xla engine does not
 * know is an error, for eagerly it would be computed by JavaScript. On the other engines the step
 * simply runs.
 *
 * Argument and result tensors are the caller's to dispose; what is made within is freed.
 *
 * @example
 * ```ts
 * const weight = tf.variable(tf.scalar(1));
 * const step = compileStep((x, rate) => {
 *   const { value, grads } = tf.variableGrads(() => tf.mean(tf.square(tf.mul(x, weight))));
 *   weight.assign(tf.sub(weight, tf.mul(rate, grads[weight.name])));
 *   return [value];
 * });
 * const [loss] = step(tf.tensor1d([1, 2, 3]), tf.scalar(0.01));
 *
 * const ask = compileStep((x) => [tf.mul(x, weight)], { inference: true });
 * const [answer] = ask(tf.tensor1d([4, 5]));
 * ```
 */
export function compileStep(step: Step, options: CompileStepOptions = {}): CompiledStep {
  const {
    xla = false,
    precision = "float32",
    makesVariables = false,
    inference = false,
    warn = (message) => console.error(message),
  } = options;
  const functions = new Map<string, Pick<CompiledFunction, "run" | "dispose">>();
  let callsUntilTrace = makesVariables ? 1 : 0;
  let untraceable = false;

  const eagerly = (inputs: tf.Tensor[]) => tf.tidy(() => step(...inputs));
  const compile = (inputs: tf.Tensor[], times?: number) => {
    if (usesXla()) return compileProgram(step, inputs, { precision, times });
    const binding = tensorflowBinding();
    const traced = (examples: tf.Tensor[], frozen: boolean) =>
      compileFunction(binding, step, examples, { xla, precision, frozen });
    return inference ? frozenFunction(binding, inputs, traced) : traced(inputs, false);
  };
  /** The compiled step for such inputs; undefined where it runs eagerly. */
  const compiledFor = (inputs: tf.Tensor[], times?: number) => {
    const compiles = usesTensorflow() || usesXla();
    if (!compiles || untraceable || callsUntilTrace > 0) return undefined;
    const shapes = inputs.map((input) => `${input.dtype}[${input.shape}]`).join();
    const key = times === undefined ? shapes : `rows of ${shapes}`;
    let compiled = functions.get(key);
    if (compiled === undefined) {
      try {
        compiled = compile(inputs, times);
      } catch (error) {
        if (error instanceof MissingLoweringError) throw error;
        untraceable = true;
        warn(`This step runs uncompiled: ${(error as Error).message}`);
        return undefined;
      }
      functions.set(key, compiled);
    }
    return compiled;
  };
  const call = (...inputs: tf.Tensor[]): tf.Tensor[] => {
    const compiled = compiledFor(inputs);
    if (compiled) return compiled.run(inputs);
    callsUntilTrace--;
    return eagerly(inputs);
  };
  const inRows = (...stacked: tf.Tensor[]): tf.Tensor[] => {
    const [times, ...others] = stacked.map(({ shape }) => shape[0]);
    if (!(times > 0) || others.some((other) => other !== times)) {
      throw new Error(`Expected inputs of as many rows each, but found ${[times, ...others]}`);
    }
    const compiled = usesXla() ? compiledFor(stacked, times) : undefined;
    if (compiled) return compiled.run(stacked);
    return tf.tidy(() => {
      const rows = stacked.map((input) => tf.unstack(input));
      const outputs = Array.from(
        { length: times },
        (_, row) => call(...rows.map((all) => all[row])),
      );
      return outputs[0].map((_, place) => tf.stack(outputs.map((output) => output[place])));
    });
  };
  const dispose = () => {
    for (const compiled of functions.values()) compiled.dispose();
    functions.clear();
  };
  return Object.assign(call, { inRows, dispose });
}
