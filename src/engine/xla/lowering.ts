/** What a lowering is: how one kernel of tfjs is said in StableHLO. */
import * as tf from "@tensorflow/tfjs-core";
import type { Precision } from "../precision.ts";
import type { Program, Value } from "./stablehlo.ts";

/** Where and how a kernel is lowered. */
export interface LoweringContext {
  program: Program;
  precision: Precision;
}

/** A kernel's inputs by tfjs's names; kernels of lists get {0: …, 1: …}. */
export type Inputs = Record<string, Value>;

/** Writes one kernel; `attributes` are tfjs's. */
export type Lowering = (
  context: LoweringContext,
  inputs: Inputs,
  attributes: Record<string, unknown>,
) => Value | Value[];

/** Thrown by a lowering for attributes that it does not know; the message says which. */
export class UnknownFormError extends Error {
  override readonly name = "UnknownFormError";
}

/** `x` repeated to `shape` by NumPy's rules of broadcasting. */
export function broadcastTo(program: Program, x: Value, shape: readonly number[]): Value {
  const first = shape.length - x.shape.length;
  return program.broadcast(x, shape, x.shape.map((_, axis) => first + axis));
}

/** Both of the shape that they have together. */
export function broadcastBoth(program: Program, a: Value, b: Value): [Value, Value] {
  const shape = tf.backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
  return [broadcastTo(program, a, shape), broadcastTo(program, b, shape)];
}

/** A list of inputs in its order. */
export function inputList(inputs: Inputs): Value[] {
  return Object.keys(inputs).map(Number).sort((a, b) => a - b).map((place) => inputs[place]);
}

/** `compute` of the operands in bfloat16 and its result in float32, where that is requested. */
export function reduced(
  { program, precision }: LoweringContext,
  operands: Value[],
  compute: (operands: Value[]) => Value,
): Value {
  if (precision === "float32") return compute(operands);
  const narrow = operands.map((operand) =>
    operand.type === "f32" ? program.convert(operand, "bf16") : operand
  );
  return program.convert(compute(narrow), "f32");
}
