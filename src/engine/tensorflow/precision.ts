/**
 * bfloat16 arithmetic for a traced step: convolutions and matrix products take their inputs as
 * bfloat16 and accumulate in float32; everything else, the variables included, stays float32.
 */
import type { Precision } from "../precision.ts";
import { DataType, type TFEOpAttr, typeAttribute } from "./attributes.ts";
import { type GraphBuilder, type GraphOutput, outputKey } from "./graph_builder.ts";
import { isPointwiseGradient, pointwiseFilterGradient } from "./pointwise_gradient.ts";

/**
 * Operations that gain by bfloat16; each has one type attribute, T. Depthwise convolutions do not:
 * with them in bfloat16 a training step of MobileNet takes twice as long as in float32.
 */
const REDUCED = new Set([
  "BatchMatMulV2",
  "Conv2D",
  "Conv2DBackpropFilter",
  "Conv2DBackpropInput",
  "MatMul",
]);

/** Adds an operation to `graph`, in bfloat16 where that is requested and pays off. */
export type AddOperation = (
  name: string,
  attributes: readonly TFEOpAttr[],
  inputs: readonly GraphOutput[],
) => GraphOutput[];

/** Operations that pass bfloat16 on, so that a network need not go back to float32 in between. */
const PASSING = new Set([
  "AddV2",
  "BiasAdd",
  "ConcatV2",
  "DepthwiseConv2dNative",
  "MaxPool",
  "Pad",
  "PadV2",
  "Relu",
  "Relu6",
  "Reshape",
]);

/** How far bfloat16 goes. */
interface PrecisionOptions {
  /**
   * True lets activations, sums and the like stay in bfloat16 between two operations that gain by
   * it: for inference. By default only those operations compute in it.
   */
  passing?: boolean;
  /** Values of outputs that are constants, by their keys; such are rounded once, here. */
  constants?: ReadonlyMap<string, Float32Array>;
  /** Values of outputs that are constant shapes, by their keys. */
  shapes?: ReadonlyMap<string, readonly number[]>;
}

/** How operations are added under `precision`. Casts of one tensor are made once. */
export function addOperationIn(
  graph: GraphBuilder,
  precision: Precision,
  { passing = false, constants, shapes }: PrecisionOptions = {},
): AddOperation {
  if (precision === "float32") return graph.operation;
  /** The bfloat16 forms of float32 outputs. */
  const reduced = new Map<string, GraphOutput>();
  const cast = (input: GraphOutput, to: number): GraphOutput =>
    graph.operation("Cast", [
      typeAttribute("SrcT", input.dataType),
      typeAttribute("DstT", to),
    ], [input])[0];
  const reduce = (input: GraphOutput): GraphOutput => {
    if (input.dataType !== DataType.float32) return input;
    const key = outputKey(input);
    let made = reduced.get(key);
    if (made === undefined) {
      const values = constants?.get(key);
      made = values === undefined
        ? cast(input, DataType.bfloat16)
        : graph.constant(DataType.bfloat16, input.shape, roundToBfloat16(values));
      reduced.set(key, made);
    }
    return made;
  };
  /** Outputs of operations in bfloat16, cast to float32. */
  const computed = new Set<string>();
  const passes = (name: string, inputs: readonly GraphOutput[]) => {
    if (!passing || !PASSING.has(name)) return false;
    const needed = name === "AddV2" || name === "ConcatV2" ? inputs : inputs.slice(0, 1);
    return needed.every((input) =>
      input.dataType !== DataType.float32 || computed.has(outputKey(input))
    );
  };
  const compute: AddOperation = (name, attributes, inputs) => {
    if (name === "Conv2DBackpropFilter") {
      const [x, filterShape, dy] = inputs;
      if (isPointwiseGradient(attributes, shapes?.get(outputKey(filterShape)))) {
        return [pointwiseFilterGradient(graph, x, dy)];
      }
    }
    const typed = attributes.map((attribute) =>
      attribute.name === "T" ? typeAttribute("T", DataType.bfloat16) : attribute
    );
    return graph.operation(name, typed, inputs);
  };
  return (name, attributes, inputs) => {
    if (!REDUCED.has(name) && !passes(name, inputs)) {
      return graph.operation(name, attributes, inputs);
    }
    return compute(name, attributes, inputs.map(reduce)).map((output) => {
      const full = cast(output, DataType.float32);
      reduced.set(outputKey(full), output);
      computed.add(outputKey(full));
      return full;
    });
  };
}

// The nearest bfloat16 numbers, as their bits.

/**
 * Rounds to the nearest bfloat16 (sign, 8 bits of exponent, 7 of fraction), ties to even, as
 * TensorFlow's Cast does. Not for NaN.
 */
export function roundToBfloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, (word) => (word + 0x7fff + (word >>> 16 & 1)) >>> 16);
}
