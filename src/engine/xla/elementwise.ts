/** Lowerings of what is computed value by value. */
import * as tf from "@tensorflow/tfjs-core";
import {
  broadcastBoth,
  broadcastTo,
  inputList,
  type Lowering,
  UnknownFormError,
} from "./lowering.ts";
import type { ElementType } from "./pjrt_layout.ts";
import type { Program, Value } from "./stablehlo.ts";

const unary = (name: string): Lowering => ({ program }, { x }) => program.unary(name, x);

const binary = (name: string): Lowering => ({ program }, { a, b }) =>
  program.binary(name, ...broadcastBoth(program, a, b));

const compare =
  (direction: Parameters<Program["compare"]>[0]): Lowering => ({ program }, { a, b }) =>
    program.compare(direction, ...broadcastBoth(program, a, b));

const like = (program: Program, x: Value, value: number) => program.fill(value, x.shape, x.type);

/** The element type of each of tfjs's types. */
export const elementTypeOf: Record<string, ElementType> = {
  float32: "f32",
  int32: "i32",
  bool: "i1",
};

function relu(program: Program, x: Value): Value {
  return program.binary("maximum", x, like(program, x, 0));
}

function clip(program: Program, x: Value, least: number, most: number): Value {
  return program.binary(
    "minimum",
    program.binary("maximum", x, like(program, x, least)),
    like(program, x, most),
  );
}

/** x where it is positive, else `other`. */
function wherePositive(program: Program, x: Value, other: Value): Value {
  return program.select(program.compare("GT", x, like(program, x, 0)), x, other);
}

/** log(1 + exp(x)) without overflow. */
function softplus(program: Program, x: Value): Value {
  const small = program.unary("negate", program.unary("abs", x));
  return program.binary(
    "add",
    relu(program, x),
    program.unary("log_plus_one", program.unary("exponential", small)),
  );
}

function elu(program: Program, x: Value): Value {
  return wherePositive(program, x, program.unary("exponential_minus_one", x));
}

function leaky(program: Program, x: Value, alpha: Value): Value {
  return wherePositive(program, x, program.binary("multiply", x, alpha));
}

/** What tfjs's fused kernels end with; `weights` are of prelu. */
export function activate(
  program: Program,
  x: Value,
  activation: string | undefined,
  weights?: Value,
  alpha = 0.2,
): Value {
  switch (activation) {
    case undefined:
    case "linear":
      return x;
    case "relu":
      return relu(program, x);
    case "relu6":
      return clip(program, x, 0, 6);
    case "elu":
      return elu(program, x);
    case "sigmoid":
      return program.unary("logistic", x);
    case "leakyrelu":
      return leaky(program, x, like(program, x, alpha));
    case "prelu":
      if (weights) return leaky(program, x, broadcastTo(program, weights, x.shape));
  }
  throw new UnknownFormError(`activation ${activation}`);
}

/** tfjs's truncation: towards zero for numbers, "not zero" for truth values. */
function cast(program: Program, x: Value, dtype: string): Value {
  const type = elementTypeOf[dtype];
  if (type === undefined) throw new UnknownFormError(`a cast to ${dtype}`);
  if (type === "i1" && x.type !== "i1") return program.compare("NE", x, like(program, x, 0));
  return program.convert(x, type);
}

/** Kernels by tfjs's names. */
export const elementwiseLowerings: Record<string, Lowering> = {
  Abs: unary("abs"),
  Ceil: unary("ceil"),
  Cos: unary("cosine"),
  Exp: unary("exponential"),
  Expm1: unary("exponential_minus_one"),
  Floor: unary("floor"),
  Identity: (_, { x }) => x,
  Log: unary("log"),
  Log1p: unary("log_plus_one"),
  LogicalNot: unary("not"),
  Neg: unary("negate"),
  Round: unary("round_nearest_even"),
  Rsqrt: unary("rsqrt"),
  Sigmoid: unary("logistic"),
  Sign: unary("sign"),
  Sin: unary("sine"),
  Sqrt: unary("sqrt"),
  Tanh: unary("tanh"),

  Add: binary("add"),
  LogicalAnd: binary("and"),
  LogicalOr: binary("or"),
  Maximum: binary("maximum"),
  Minimum: binary("minimum"),
  Multiply: binary("multiply"),
  Pow: binary("power"),
  RealDiv: binary("divide"),
  Sub: binary("subtract"),

  Equal: compare("EQ"),
  Greater: compare("GT"),
  GreaterEqual: compare("GE"),
  Less: compare("LT"),
  LessEqual: compare("LE"),
  NotEqual: compare("NE"),

  AddN: ({ program }, inputs) =>
    inputList(inputs).reduce((sum, next) => program.binary("add", sum, next)),
  Cast: ({ program }, { x }, { dtype }) => cast(program, x, dtype as string),
  ClipByValue: ({ program }, { x }, { clipValueMin, clipValueMax }) =>
    clip(program, x, clipValueMin as number, clipValueMax as number),
  Elu: ({ program }, { x }) => elu(program, x),
  EluGrad: ({ program }, { dy, y }) =>
    program.select(
      program.compare("GE", y, like(program, y, 0)),
      dy,
      program.binary("multiply", dy, program.binary("add", y, like(program, y, 1))),
    ),
  IsNan: ({ program }, { x }) => program.compare("NE", x, x),
  LeakyRelu: ({ program }, { x }, { alpha }) =>
    leaky(program, x, like(program, x, alpha as number)),
  OnesLike: ({ program }, { x }) => like(program, x, 1),
  Prelu: ({ program }, { x, alpha }) => leaky(program, x, broadcastTo(program, alpha, x.shape)),
  Reciprocal: ({ program }, { x }) => program.binary("divide", like(program, x, 1), x),
  Relu: ({ program }, { x }) => relu(program, x),
  Relu6: ({ program }, { x }) => clip(program, x, 0, 6),
  Select: ({ program }, { condition, t, e }) => {
    // A condition of rank 1 chooses rows.
    const axes = condition.shape.map((_, axis) => axis);
    return program.select(program.broadcast(condition, t.shape, axes), t, e);
  },
  Selu: ({ program }, { x }) => {
    const scale = tf.backend_util.SELU_SCALE, alpha = tf.backend_util.SELU_SCALEALPHA;
    return program.select(
      program.compare("GE", x, like(program, x, 0)),
      program.binary("multiply", x, like(program, x, scale)),
      program.binary(
        "multiply",
        program.unary("exponential_minus_one", x),
        like(program, x, alpha),
      ),
    );
  },
  Softplus: ({ program }, { x }) => softplus(program, x),
  Square: ({ program }, { x }) => program.binary("multiply", x, x),
  SquaredDifference: ({ program }, { a, b }) => {
    const difference = program.binary("subtract", ...broadcastBoth(program, a, b));
    return program.binary("multiply", difference, difference);
  },
  Step: ({ program }, { x }, { alpha }) =>
    program.select(
      program.compare("GT", x, like(program, x, 0)),
      like(program, x, 1),
      like(program, x, (alpha as number | undefined) ?? 0),
    ),
  ZerosLike: ({ program }, { x }) => like(program, x, 0),
};
