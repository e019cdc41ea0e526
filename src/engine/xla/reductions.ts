/** Lowerings of sums, extremes and what is made of them; and of sums of products. */
import * as tf from "@tensorflow/tfjs-core";
import { activate, elementTypeOf } from "./elementwise.ts";
import { broadcastTo, type Lowering, type LoweringContext, reduced } from "./lowering.ts";
import type { Combination, Program, Value } from "./stablehlo.ts";

/** The axes that an attribute names; all where it names none. */
function axesOf(x: Value, axis: unknown): number[] {
  const all = x.shape.map((_, place) => place);
  return tf.util.parseAxisParam((axis as number | number[] | null) ?? all, [...x.shape]);
}

/** The reduction, with axes of length 1 in place of those reduced where these are kept. */
function reduce(
  program: Program,
  x: Value,
  { axis, keepDims }: Record<string, unknown>,
  combination: Combination,
): Value {
  const axes = axesOf(x, axis);
  const result = program.reduce(x, axes, combination);
  if (!keepDims) return result;
  return program.reshape(result, x.shape.map((length, place) => axes.includes(place) ? 1 : length));
}

const reduction = (combination: Combination): Lowering => ({ program }, { x }, attributes) =>
  reduce(program, x, attributes, combination);

/** The place of the first value that is the extreme along one axis. */
const extremePlace =
  (combination: "maximum" | "minimum"): Lowering => ({ program }, { x }, { axis }) => {
    const [place] = axesOf(x, axis);
    const extreme = program.reduce(x, [place], combination);
    const kept = x.shape.flatMap((_, each) => each === place ? [] : [each]);
    const isExtreme = program.compare("EQ", x, program.broadcast(extreme, x.shape, kept));
    const places = program.iota(x.shape, place, "i32");
    const beyond = program.fill(x.shape[place], x.shape, "i32");
    return program.reduce(program.select(isExtreme, places, beyond), [place], "minimum");
  };

function mean(program: Program, x: Value, attributes: Record<string, unknown>): Value {
  const floats = program.convert(x, "f32");
  const count = axesOf(x, attributes.axis).reduce((size, axis) => size * x.shape[axis], 1);
  const sum = reduce(program, floats, attributes, "add");
  return program.binary("multiply", sum, program.fill(1 / count, sum.shape, "f32"));
}

/** x less its maximum along the last axis, and the sum of that's exponentials. */
function shifted(program: Program, x: Value) {
  const last = x.shape.length - 1;
  const rows = x.shape.slice(0, -1).map((_, axis) => axis);
  const repeat = (value: Value) => program.broadcast(value, x.shape, rows);
  const less = program.binary("subtract", x, repeat(program.reduce(x, [last], "maximum")));
  const powers = program.unary("exponential", less);
  return { less, powers, sum: program.reduce(powers, [last], "add"), repeat };
}

/** Products of matrices [batch, row, column], with a batch of 1 repeated. */
function matrixProduct(
  context: LoweringContext,
  a: Value,
  b: Value,
  { transposeA, transposeB }: Record<string, unknown>,
): Value {
  const { program } = context;
  const batches = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  const batch = tf.util.sizeFromShape(batches);
  const flat = (x: Value) => {
    const matrix = x.shape.slice(-2);
    if (batch === 1) return program.reshape(x, matrix);
    return program.reshape(broadcastTo(program, x, [...batches, ...matrix]), [batch, ...matrix]);
  };
  const first = batch === 1 ? 0 : 1;
  const axes = {
    a: first + (transposeA ? 0 : 1),
    b: first + (transposeB ? 1 : 0),
    batch: first,
  };
  const result = reduced(context, [flat(a), flat(b)], ([x, y]) => program.dot(x, y, axes));
  return program.reshape(result, [...batches, ...result.shape.slice(-2)]);
}

/** Kernels by tfjs's names. */
export const reductionLowerings: Record<string, Lowering> = {
  All: reduction("and"),
  Any: reduction("or"),
  ArgMax: extremePlace("maximum"),
  ArgMin: extremePlace("minimum"),
  Max: ({ program }, { x }, { reductionIndices, keepDims }) =>
    reduce(program, x, { axis: reductionIndices, keepDims }, "maximum"),
  Mean: ({ program }, { x }, attributes) => mean(program, x, attributes),
  Min: reduction("minimum"),
  Prod: reduction("multiply"),
  Sum: ({ program }, { x }, attributes) =>
    reduce(program, x.type === "i1" ? program.convert(x, "i32") : x, attributes, "add"),

  LogSoftmax: ({ program }, { logits }) => {
    const { less, sum, repeat } = shifted(program, logits);
    return program.binary("subtract", less, repeat(program.unary("log", sum)));
  },
  Softmax: ({ program }, { logits }) => {
    const { powers, sum, repeat } = shifted(program, logits);
    return program.binary("divide", powers, repeat(sum));
  },

  FusedBatchNorm: ({ program }, { x, mean, variance, offset, scale }, { varianceEpsilon }) => {
    const epsilon = program.fill(varianceEpsilon as number, variance.shape, variance.type);
    let factor = program.unary("rsqrt", program.binary("add", variance, epsilon));
    if (scale) factor = program.binary("multiply", factor, scale);
    const repeat = (value: Value) => broadcastTo(program, value, x.shape);
    const scaled = program.binary(
      "multiply",
      program.binary("subtract", x, repeat(mean)),
      repeat(factor),
    );
    return offset ? program.binary("add", scaled, repeat(offset)) : scaled;
  },

  BatchMatMul: (context, { a, b }, attributes) => matrixProduct(context, a, b, attributes),
  _FusedMatMul: (context, { a, b, bias, preluActivationWeights }, attributes) => {
    const { program } = context;
    let result = matrixProduct(context, a, b, attributes);
    if (bias) result = program.binary("add", result, broadcastTo(program, bias, result.shape));
    const { activation, leakyreluAlpha } = attributes;
    return activate(
      program,
      result,
      activation as string,
      preluActivationWeights,
      leakyreluAlpha as number,
    );
  },
  // What adds up rows by their numbers: a product with ones where row and number meet.
  UnsortedSegmentSum: ({ program }, { x, segmentIds }, { numSegments }) => {
    const [rows, ...rest] = x.shape;
    const count = numSegments as number;
    const width = tf.util.sizeFromShape([...rest]);
    const shape = [rows, count];
    const isOf = program.compare(
      "EQ",
      program.broadcast(program.convert(segmentIds, "i32"), shape, [0]),
      program.iota(shape, 1, "i32"),
    );
    const sums = program.dot(
      program.convert(isOf, elementTypeOf.float32),
      program.reshape(x, [rows, width]),
      { a: 0, b: 0, batch: 0 },
    );
    return program.reshape(sums, [count, ...rest]);
  },
};
