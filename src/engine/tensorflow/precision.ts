/**
 * bfloat16 arithmetic for a traced step: convolutions and matrix products take their inputs as
 * bfloat16 and accumulate in float32; everything else, the variables included, stays float32.
 */
import type { TFEOpAttr } from "./attributes.ts";
import { DataType } from "./data_type.ts";
import { typeAttribute } from "./data_type_attribute.ts";
import type { GraphBuilder, GraphOutput } from "./graph_builder.ts";

/** What convolutions and matrix products compute in. */
export type Precision = "float32" | "bfloat16";

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

/** Adds an operation to `graph`, in bfloat16 where that is asked for and worth it. */
export type AddOperation = (
  name: string,
  attributes: readonly TFEOpAttr[],
  inputs: readonly GraphOutput[],
) => GraphOutput[];

/** How operations are added under `precision`. Casts of one tensor are made once. */
export function addOperationIn(graph: GraphBuilder, precision: Precision): AddOperation {
  if (precision === "float32") return graph.operation;
  const reduced = new Map<string, GraphOutput>();
  const cast = (input: GraphOutput, to: number): GraphOutput =>
    graph.operation("Cast", [
      typeAttribute("SrcT", input.dataType),
      typeAttribute("DstT", to),
    ], [input])[0];
  const reduce = (input: GraphOutput): GraphOutput => {
    if (input.dataType !== DataType.float32) return input;
    const key = `${Deno.UnsafePointer.value(input.operation)}:${input.index}`;
    let made = reduced.get(key);
    if (made === undefined) reduced.set(key, made = cast(input, DataType.bfloat16));
    return made;
  };
  return (name, attributes, inputs) => {
    if (!REDUCED.has(name)) return graph.operation(name, attributes, inputs);
    const typed = attributes.map((attribute) =>
      attribute.name === "T" ? typeAttribute("T", DataType.bfloat16) : attribute
    );
    return graph.operation(name, typed, inputs.map(reduce))
      .map((output) => cast(output, DataType.float32));
  };
}
