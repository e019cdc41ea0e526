/**
 * Records the kernels of one step as a StableHLO program. Tensors that exist before the step become
 * the program's arguments, small ones made within it become constants, and every kernel that tfjs
 * calls is lowered.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import { convolutionLowerings } from "./convolutions.ts";
import { elementTypeOf, elementwiseLowerings } from "./elementwise.ts";
import type { Precision } from "../precision.ts";
import { type Inputs, type Lowering, UnknownFormError } from "./lowering.ts";
import { withLstmLoops } from "./lstm.ts";
import { poolingLowerings } from "./pooling.ts";
import { reductionLowerings } from "./reductions.ts";
import { reshapingLowerings } from "./reshaping.ts";
import { type Program, startProgram, type Value } from "./stablehlo.ts";
import type { StoredTensor } from "./storage.ts";
import { lowerUniform, UNIFORM } from "./uniform.ts";

/** All kernels that the engine compiles. */
const lowerings: Record<string, Lowering> = {
  ...elementwiseLowerings,
  ...reshapingLowerings,
  ...reductionLowerings,
  ...convolutionLowerings,
  ...poolingLowerings,
  [UNIFORM]: lowerUniform,
};

/** Thrown where a step holds what the engine cannot compile. */
export class MissingLoweringError extends Error {
  override readonly name = "MissingLoweringError";
  constructor(what: string, layer: string | undefined) {
    super(
      `The xla engine cannot compile ${what}, ` +
        (layer === undefined ? "which is outside of the layers" : `in the layer ${layer}`) +
        "; take another engine, such as --engine tensorflow",
    );
  }
}

/** Thrown where a step would compute the same at every call; the message says what to change. */
class UnrecordableStepError extends Error {
  override readonly name = "UnrecordableStepError";
}

/** A recording under way. */
export interface Recording {
  program: Program;
  /** Tensors from outside the step and their arguments, in the order of first use. */
  captures: Map<StoredTensor, Value>;
  /** Tensors from outside that were freed during the recording, to be released after it. */
  freed: Set<StoredTensor>;
  /** The program's value behind a tensor. */
  valueOf(stored: StoredTensor, shape: readonly number[]): Value;
  /**
   * Lowers one call of a kernel, of tfjs's or another; the outputs are single or a list as tfjs has
   * them.
   */
  lower(
    kernel: string | Lowering,
    inputs: Inputs,
    attributes: Record<string, unknown>,
  ): Value | Value[];
  /** The layer that is being applied, if any. */
  layers: string[];
}

/**
 * A constant with more values than this, not all alike, is taken for data that must be an input.
 */
const LARGEST_CONSTANT = 4096;

/** Starts a recording. */
export function startRecording(precision: Precision): Recording {
  const program = startProgram();
  const captures = new Map<StoredTensor, Value>();
  /** The layer that each value was computed in. */
  const origins = new Map<string, string>();

  const constant = (stored: StoredTensor, shape: readonly number[]): Value => {
    const values = stored.values as ArrayLike<number>;
    refuseData(shape, values);
    return program.constant(values, shape, elementTypeOf[stored.dtype]);
  };
  const captured = (stored: StoredTensor, shape: readonly number[]): Value => {
    let value = captures.get(stored);
    if (value === undefined) {
      captures.set(stored, value = program.argument(shape, elementTypeOf[stored.dtype]));
    }
    return value;
  };
  const recording: Recording = {
    program,
    captures,
    freed: new Set(),
    layers: [],
    valueOf: (stored, shape) => {
      const value = stored.recorded ??
        (stored.isConstant ? constant(stored, shape) : captured(stored, shape));
      return program.reshape(value, shape);
    },
    lower: (kernel, inputs, attributes) => {
      // A gradient is computed outside of the layers, of what was computed in one.
      const layer = recording.layers.at(-1) ??
        Object.values(inputs).flatMap((input) => origins.get(input.name) ?? []).at(-1);
      const lowering = typeof kernel === "string" ? lowerings[kernel] : kernel;
      if (lowering === undefined) throw new MissingLoweringError(`the operation ${kernel}`, layer);
      try {
        const outputs = lowering({ program, precision }, inputs, attributes);
        for (const output of [outputs].flat()) {
          if (layer !== undefined && !origins.has(output.name)) origins.set(output.name, layer);
        }
        return outputs;
      } catch (error) {
        if (!(error instanceof UnknownFormError)) throw error;
        throw new MissingLoweringError(`the operation ${kernel} with ${error.message}`, layer);
      }
    },
  };
  return recording;
}

/** Values made in JavaScript during the recording would be the same at every call. */
function refuseData(shape: readonly number[], values: ArrayLike<number>): void {
  if (values.length <= LARGEST_CONSTANT) return;
  for (let place = 1; place < values.length; place++) {
    if (values[place] !== values[0]) {
      throw new UnrecordableStepError(
        `the step makes a tensor of shape [${shape}] from JavaScript values (random numbers?), ` +
          "which would be the same at every call; pass it to the step as an argument",
      );
    }
  }
}

/** What a layer is called by while it is applied. */
interface Applied {
  name: string;
  apply(...given: unknown[]): unknown;
}

/**
 * Runs `step` with tfjs told to make no variables and the recording told which layer is applied.
 */
export function recordStep<T extends tf.TensorContainer>(recording: Recording, step: () => T): T {
  const engine = tf.engine();
  const prototype = layers.Layer.prototype as unknown as Applied;
  const { apply } = prototype;
  prototype.apply = function (this: Applied, ...given) {
    recording.layers.push(this.name);
    try {
      return apply.apply(this, given);
    } finally {
      recording.layers.pop();
    }
  };
  engine.makeVariable = () => {
    throw new UnrecordableStepError(
      "the step makes a variable; make it before, or set makesVariables so that the first call " +
        "runs eagerly",
    );
  };
  try {
    return withLstmLoops(() => tf.tidy(step));
  } finally {
    prototype.apply = apply;
    // The method of the class is seen again.
    delete (engine as Partial<typeof engine>).makeVariable;
  }
}
