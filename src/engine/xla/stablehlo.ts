/**
 * Writes a program in StableHLO's text form (github.com/openxla/stablehlo, docs/spec.md), one
 * operation after another, each in MLIR's generic form. What is computed twice is written once.
 */
import { type ElementType, elementTypes } from "./pjrt_layout.ts";

/** A value of the program. */
export interface Value {
  /** Its name in the text, such as "%12". */
  name: string;
  shape: readonly number[];
  type: ElementType;
}

/** Padding of one spatial axis before and after. */
export type Padding = readonly [before: number, after: number];

/** A convolution in StableHLO's terms; lists are one entry a spatial axis. */
interface Convolution {
  /** Dimension numbers, such as "[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]". */
  dimensions: string;
  strides: readonly number[];
  padding: readonly Padding[];
  /** Zeros between the input's values, counted as the distance between these. */
  inputDilation?: readonly number[];
  filterDilation?: readonly number[];
  /** Groups of channels, for depthwise convolutions. */
  groups?: number;
  /** Groups of the batch, for the gradients of depthwise convolutions' filters. */
  batchGroups?: number;
  shape: readonly number[];
}

/** What two values become in a reduction. */
export type Combination = "add" | "multiply" | "maximum" | "minimum" | "and" | "or";

/** A window that moves over a tensor; lists are one entry an axis. */
export interface Window {
  size: readonly number[];
  strides: readonly number[];
  padding: readonly Padding[];
}

/** A program under way. */
export interface Program {
  /** The next parameter. */
  argument(shape: readonly number[], type: ElementType): Value;
  /** All of them. */
  readonly parameters: readonly Value[];
  /** A constant of values or, where there is one value alone, filled with it. */
  constant(values: ArrayLike<number>, shape: readonly number[], type: ElementType): Value;
  fill(value: number, shape: readonly number[], type: ElementType): Value;
  /** An operation of one operand that keeps shape and type. */
  unary(name: string, x: Value): Value;
  /** An operation of two operands of one shape and type. */
  binary(name: string, a: Value, b: Value): Value;
  compare(direction: "EQ" | "NE" | "LT" | "LE" | "GT" | "GE", a: Value, b: Value): Value;
  select(condition: Value, whereTrue: Value, whereFalse: Value): Value;
  convert(x: Value, type: ElementType): Value;
  /** The same bits as another type. */
  bitcast(x: Value, type: ElementType): Value;
  reshape(x: Value, shape: readonly number[]): Value;
  /** Repeats along axes: `axes` says which of the result's axes each of x's becomes. */
  broadcast(x: Value, shape: readonly number[], axes: readonly number[]): Value;
  transpose(x: Value, order: readonly number[]): Value;
  reverse(x: Value, axes: readonly number[]): Value;
  slice(
    x: Value,
    begin: readonly number[],
    end: readonly number[],
    strides?: readonly number[],
  ): Value;
  /** Pads with `value`, also between values by `between`; negative padding cuts off. */
  pad(x: Value, value: number, padding: readonly Padding[], between?: readonly number[]): Value;
  concatenate(parts: readonly Value[], axis: number): Value;
  /** Each value's place along `axis`. */
  iota(shape: readonly number[], axis: number, type: ElementType): Value;
  reduce(x: Value, axes: readonly number[], combination: Combination): Value;
  reduceWindow(x: Value, window: Window, combination: "add" | "maximum"): Value;
  /** Adds each of `source`'s values where `x` has the window's first maximum, to zeros. */
  scatterToMaxima(x: Value, source: Value, window: Window): Value;
  convolve(x: Value, filter: Value, convolution: Convolution): Value;
  /** Products of matrices [batch…, row, column], summed over one axis of each. */
  dot(a: Value, b: Value, axes: { a: number; b: number; batch: number }): Value;
  /** Rows of `x` along `axis` by int32 `indices` of any shape. */
  gather(x: Value, indices: Value, axis: number): Value;
  /** Row number `place` (int32 []) of `x` [row, …]. */
  row(x: Value, place: Value): Value;
  /** `x` [row, …] with `row` in the place of row number `place`. */
  withRow(x: Value, row: Value, place: Value): Value;
  /**
   * What `carried` becomes after `body` was done for each of 0 to count - 1, given as int32 []. The
   * body keeps shapes and types and may use values from outside.
   */
  loop(
    count: number,
    carried: readonly Value[],
    body: (place: Value, carried: Value[]) => Value[],
  ): Value[];
  /** The results of another program, one for all calls. */
  call(called: CalledProgram, operands: readonly Value[]): Value[];
  /**
   * The program's text; output k takes over the memory of the argument that `donated` maps to k.
   * What it calls comes with it.
   */
  text(outputs: readonly Value[], donated: ReadonlyMap<Value, number>): string;
  /** The program as a function that others call. */
  called(outputs: readonly Value[]): CalledProgram;
}

/** A program as a function. */
interface CalledProgram {
  text: string;
  outputs: readonly Value[];
}

const CALLED = "@called";

const typeText = (shape: readonly number[], type: ElementType) =>
  `tensor<${[...shape, type].join("x")}>`;
const typeOf = ({ shape, type }: Value) => typeText(shape, type);
const list = (numbers: readonly number[]) =>
  numbers.length === 0 ? "array<i64>" : `array<i64: ${numbers.join(", ")}>`;
const pairs = (padding: readonly Padding[]) =>
  `dense<${JSON.stringify(padding)}> : tensor<${padding.length}x2xi64>`;
const product = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

/** What a reduction starts from, as StableHLO's literal. */
function neutral(combination: Combination, type: ElementType): string {
  const isFloat = type === "f32" || type === "bf16";
  switch (combination) {
    case "add":
      return isFloat ? "0.0" : "0";
    case "multiply":
      return isFloat ? "1.0" : "1";
    case "maximum":
      return isFloat ? (type === "f32" ? "0xFF800000" : "0xFF80") : "-2147483648";
    case "minimum":
      return isFloat ? (type === "f32" ? "0x7F800000" : "0x7F80") : "2147483647";
    case "and":
      return "true";
    case "or":
      return "false";
  }
}

/** The bytes of `values` in memory's order, as hexadecimal digits. */
function hexadecimal(values: ArrayLike<number>, type: ElementType): string {
  const { bytes } = elementTypes[type];
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  for (let place = 0; place < values.length; place++) {
    if (type === "f32") view.setFloat32(place * bytes, values[place], true);
    else if (type === "i32") view.setInt32(place * bytes, values[place], true);
    else if (type === "ui32") view.setUint32(place * bytes, values[place], true);
    else throw new Error(`Expected a constant not to be of ${type}`);
  }
  return new Uint8Array(view.buffer).toHex();
}

/** One value as StableHLO's literal, exact. */
function literal(value: number, type: ElementType): string {
  if (type === "i1") return value ? "true" : "false";
  if (type !== "f32") return String(Math.trunc(value));
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return `0x${view.getUint32(0).toString(16).toUpperCase().padStart(8, "0")}`;
}

/** Starts a program. */
export function startProgram(): Program {
  /** Of the innermost loop's body. */
  let lines: string[] = [];
  let known = new Map<string, Value>();
  const parameters: Value[] = [];
  /** The text of the program that this one calls. */
  let callee = "";
  let values = 0;

  /** Writes `%n = code : (types) -> type`, once for the same code. */
  const write = (code: string, signature: string, shape: readonly number[], type: ElementType) => {
    const line = `${code} : ${signature}`;
    const same = known.get(line);
    if (same !== undefined) return same;
    const value: Value = { name: `%${values++}`, shape: [...shape], type };
    lines.push(`    ${value.name} = ${line}`);
    known.set(line, value);
    return value;
  };
  const emit = (
    name: string,
    operands: readonly Value[],
    shape: readonly number[],
    type: ElementType,
    { attributes = "", region = "" } = {},
  ): Value => {
    const names = operands.map((operand) => operand.name).join(", ");
    const types = operands.map(typeOf).join(", ");
    const body = region === "" ? "" : ` (${region})`;
    const given = attributes === "" ? "" : ` {${attributes}}`;
    const signature = `(${types}) -> ${typeText(shape, type)}`;
    return write(`"stablehlo.${name}"(${names})${body}${given}`, signature, shape, type);
  };
  /** Operations with several results. */
  const emitAll = (code: string, operands: readonly Value[], like: readonly Value[]): Value[] => {
    const name = `%${values++}`, types = like.map(typeOf).join(", ");
    const count = like.length === 1 ? "" : `:${like.length}`;
    lines.push(
      `    ${name}${count} = ${code} : (${operands.map(typeOf).join(", ")}) -> (${types})`,
    );
    return like.map((value, place) => ({
      ...value,
      name: like.length === 1 ? name : `${name}#${place}`,
    }));
  };
  /** The lines that `write` makes, which see values from outside but are not seen there. */
  const within = (work: () => void): string => {
    const outside = { lines, known };
    lines = [];
    known = new Map(known);
    try {
      work();
      return lines.join("\n");
    } finally {
      ({ lines, known } = outside);
    }
  };
  const argumentList = (list: readonly Value[]) =>
    list.map((value) => `${value.name}: ${typeOf(value)}`).join(", ");
  const resultOf = (outputs: readonly Value[]) =>
    outputs.length === 0
      ? ""
      : ` ${outputs.map(({ name }) => name).join(", ")} : ${outputs.map(typeOf).join(", ")}`;
  const named = (value: Value): Value => ({ ...value, name: `%${values++}` });
  const written = (text: string, shape: readonly number[], type: ElementType) =>
    write(`stablehlo.constant dense<${text}>`, typeText(shape, type), shape, type);
  const start = (combination: Combination, type: ElementType) =>
    written(neutral(combination, type), [], type);
  const combining = (combination: Combination, type: ElementType) => {
    const one = typeText([], type);
    return `{\n      ^bb0(%left: ${one}, %right: ${one}):\n` +
      `        %both = stablehlo.${combination} %left, %right : ${one}\n` +
      `        stablehlo.return %both : ${one}\n    }`;
  };
  const windowText = ({ size, strides, padding }: Window) =>
    `window_dimensions = ${list(size)}, window_strides = ${list(strides)}, ` +
    `padding = ${pairs(padding)}`;
  const windowed = (shape: readonly number[], { size, strides, padding }: Window) =>
    shape.map((length, axis) =>
      Math.floor((length + padding[axis][0] + padding[axis][1] - size[axis]) / strides[axis]) + 1
    );

  const program: Program = {
    parameters,
    argument: (shape, type) => {
      const value: Value = { name: `%arg${parameters.length}`, shape: [...shape], type };
      parameters.push(value);
      return value;
    },
    constant: (data, shape, type) => {
      if (data.length === 0) return written("", shape, type);
      let isUniform = true;
      for (let place = 1; isUniform && place < data.length; place++) {
        isUniform = Object.is(data[place], data[0]);
      }
      if (isUniform) return program.fill(data[0], shape, type);
      if (type === "i1") return program.convert(program.constant(data, shape, "i32"), type);
      return written(`"0x${hexadecimal(data, type)}"`, shape, type);
    },
    fill: (value, shape, type) => {
      if (type === "bf16") return program.convert(program.fill(value, shape, "f32"), type);
      return product(shape) === 0
        ? written("", shape, type)
        : written(literal(value, type), shape, type);
    },
    unary: (name, x) => emit(name, [x], x.shape, x.type),
    binary: (name, a, b) => {
      if (a.shape.join() !== b.shape.join() || a.type !== b.type) {
        throw new Error(`Expected ${name} of ${typeOf(a)} and ${typeOf(b)} to be of one type`);
      }
      return emit(name, [a, b], a.shape, a.type);
    },
    compare: (direction, a, b) =>
      emit("compare", [a, b], a.shape, "i1", {
        attributes: `comparison_direction = #stablehlo<comparison_direction ${direction}>`,
      }),
    select: (condition, whereTrue, whereFalse) =>
      emit("select", [condition, whereTrue, whereFalse], whereTrue.shape, whereTrue.type),
    convert: (x, type) => x.type === type ? x : emit("convert", [x], x.shape, type),
    bitcast: (x, type) => emit("bitcast_convert", [x], x.shape, type),
    reshape: (x, shape) =>
      x.shape.join() === shape.join() ? x : emit("reshape", [x], shape, x.type),
    broadcast: (x, shape, axes) =>
      x.shape.join() === shape.join() ? x : emit("broadcast_in_dim", [x], shape, x.type, {
        attributes: `broadcast_dimensions = ${list(axes)}`,
      }),
    transpose: (x, order) =>
      order.every((axis, place) => axis === place)
        ? x
        : emit("transpose", [x], order.map((axis) => x.shape[axis]), x.type, {
          attributes: `permutation = ${list(order)}`,
        }),
    reverse: (x, axes) =>
      axes.length === 0
        ? x
        : emit("reverse", [x], x.shape, x.type, { attributes: `dimensions = ${list(axes)}` }),
    slice: (x, begin, end, strides = begin.map(() => 1)) =>
      emit(
        "slice",
        [x],
        begin.map((from, axis) => Math.max(0, Math.ceil((end[axis] - from) / strides[axis]))),
        x.type,
        {
          attributes: `start_indices = ${list(begin)}, limit_indices = ${list(end)}, ` +
            `strides = ${list(strides)}`,
        },
      ),
    pad: (x, value, padding, between = padding.map(() => 0)) =>
      emit(
        "pad",
        [x, program.fill(value, [], x.type)],
        x.shape.map((length, axis) =>
          length + padding[axis][0] + padding[axis][1] + Math.max(0, length - 1) * between[axis]
        ),
        x.type,
        {
          attributes: `edge_padding_low = ${list(padding.map(([before]) => before))}, ` +
            `edge_padding_high = ${list(padding.map(([, after]) => after))}, ` +
            `interior_padding = ${list(between)}`,
        },
      ),
    concatenate: (parts, axis) => {
      if (parts.length === 1) return parts[0];
      const length = parts.reduce((sum, part) => sum + part.shape[axis], 0);
      return emit("concatenate", parts, parts[0].shape.with(axis, length), parts[0].type, {
        attributes: `dimension = ${axis} : i64`,
      });
    },
    iota: (shape, axis, type) =>
      emit("iota", [], shape, type, { attributes: `iota_dimension = ${axis} : i64` }),
    reduce: (x, axes, combination) => {
      if (axes.length === 0) return x;
      const shape = x.shape.filter((_, axis) => !axes.includes(axis));
      return emit("reduce", [x, start(combination, x.type)], shape, x.type, {
        region: combining(combination, x.type),
        attributes: `dimensions = ${list(axes)}`,
      });
    },
    reduceWindow: (x, window, combination) =>
      emit("reduce_window", [x, start(combination, x.type)], windowed(x.shape, window), x.type, {
        region: combining(combination, x.type),
        attributes: windowText(window),
      }),
    scatterToMaxima: (x, source, window) => {
      const one = typeText([], x.type);
      const choosing = `{\n      ^bb0(%left: ${one}, %right: ${one}):\n` +
        `        %isFirst = "stablehlo.compare"(%left, %right) ` +
        `{comparison_direction = #stablehlo<comparison_direction GE>} ` +
        `: (${one}, ${one}) -> tensor<i1>\n` +
        `        stablehlo.return %isFirst : tensor<i1>\n    }`;
      return emit("select_and_scatter", [x, source, start("add", x.type)], x.shape, x.type, {
        region: `${choosing}, ${combining("add", x.type)}`,
        attributes: windowText(window),
      });
    },
    convolve: (x, filter, { dimensions, strides, padding, shape, ...rest }) => {
      const ones = strides.map(() => 1);
      const { inputDilation = ones, filterDilation = ones, groups = 1, batchGroups = 1 } = rest;
      return emit("convolution", [x, filter], shape, x.type, {
        attributes: `dimension_numbers = #stablehlo.conv<${dimensions}>, ` +
          `window_strides = ${list(strides)}, padding = ${pairs(padding)}, ` +
          `lhs_dilation = ${list(inputDilation)}, rhs_dilation = ${list(filterDilation)}, ` +
          `feature_group_count = ${groups} : i64, batch_group_count = ${batchGroups} : i64`,
      });
    },
    dot: (a, b, axes) => {
      const batch = Array.from({ length: axes.batch }, (_, axis) => axis);
      const free = (shape: readonly number[], contracted: number) =>
        shape.filter((_, axis) => axis >= axes.batch && axis !== contracted);
      const shape = [
        ...a.shape.slice(0, axes.batch),
        ...free(a.shape, axes.a),
        ...free(b.shape, axes.b),
      ];
      return emit("dot_general", [a, b], shape, a.type, {
        attributes: "dot_dimension_numbers = #stablehlo.dot<" +
          (axes.batch > 0
            ? `lhs_batching_dimensions = [${batch}], rhs_batching_dimensions = [${batch}], `
            : "") +
          `lhs_contracting_dimensions = [${axes.a}], rhs_contracting_dimensions = [${axes.b}]>`,
      });
    },
    gather: (x, indices, axis) => {
      const rank = indices.shape.length;
      const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
      const offsets = shape.flatMap((_, place) =>
        place < axis || place >= axis + rank ? [place] : []
      );
      return emit("gather", [x, indices], shape, x.type, {
        attributes: `dimension_numbers = #stablehlo.gather<offset_dims = [${offsets}], ` +
          `collapsed_slice_dims = [${axis}], start_index_map = [${axis}], ` +
          `index_vector_dim = ${rank}>, slice_sizes = ${list(x.shape.with(axis, 1))}, ` +
          "indices_are_sorted = false",
      });
    },
    row: (x, place) => {
      const [, ...rest] = x.shape;
      const zero = program.fill(0, [], place.type);
      const row = emit(
        "dynamic_slice",
        [x, place, ...rest.map(() => zero)],
        [1, ...rest],
        x.type,
        { attributes: `slice_sizes = ${list([1, ...rest])}` },
      );
      return program.reshape(row, rest);
    },
    withRow: (x, row, place) => {
      const zero = program.fill(0, [], place.type);
      const part = program.reshape(row, [1, ...row.shape]);
      const starts = [place, ...row.shape.map(() => zero)];
      return emit("dynamic_update_slice", [x, part, ...starts], x.shape, x.type);
    },
    loop: (count, carried, body) => {
      const first = [program.fill(0, [], "i32"), ...carried];
      const region = (work: (inside: Value[]) => Value[]) => {
        const inside = first.map(named);
        const text = within(() => {
          const outputs = work(inside);
          lines.push(`    stablehlo.return${resultOf(outputs)}`);
        });
        return `{\n    ^bb0(${argumentList(inside)}):\n${text}\n    }`;
      };
      const condition = region(([place]) => [
        program.compare("LT", place, program.fill(count, [], "i32")),
      ]);
      const turn = region(([place, ...rest]) => [
        program.binary("add", place, program.fill(1, [], "i32")),
        ...body(place, rest),
      ]);
      const names = first.map(({ name }) => name).join(", ");
      return emitAll(`"stablehlo.while"(${names}) (${condition}, ${turn})`, first, first).slice(1);
    },
    call: ({ text, outputs }, operands) => {
      callee = text;
      const names = operands.map(({ name }) => name).join(", ");
      return emitAll(`func.call ${CALLED}(${names})`, operands, outputs);
    },
    called: (outputs) => ({
      outputs,
      text: `  func.func private ${CALLED}(${argumentList(parameters)}) -> ` +
        `(${outputs.map(typeOf).join(", ")}) {\n` +
        `${lines.join("\n")}\n    return${resultOf(outputs)}\n  }\n`,
    }),
    text: (outputs, donated) => {
      const described = parameters.map((value) => {
        const place = donated.get(value);
        const alias = place === undefined ? "" : ` {tf.aliasing_output = ${place} : i32}`;
        return `${value.name}: ${typeOf(value)}${alias}`;
      });
      return `module @step {\n${callee}  func.func public @main(${described.join(", ")}) -> (${
        outputs.map(typeOf).join(", ")
      }) {\n` +
        `${lines.join("\n")}\n    return${resultOf(outputs)}\n  }\n}\n`;
    },
  };
  return program;
}
