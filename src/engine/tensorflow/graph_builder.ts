/**
 * Builds one TensorFlow graph node by node and turns it into a function that the eager runtime can
 * execute as a single operation.
 */
import { AttributeType, DataType, setAttributes, type TFEOpAttr } from "./attributes.ts";
import { addressOf } from "./c_library.ts";
import { allocateTensor } from "./eager_context.ts";
import { cString, notNull, type Pointer, type TensorflowLibrary } from "./library.ts";

/** One output of a node, with what shape inference says of it. */
export interface GraphOutput {
  operation: Pointer;
  index: number;
  shape: number[];
  dataType: number;
}

/** Tells outputs of one graph apart. */
export function outputKey({ operation, index }: Pick<GraphOutput, "operation" | "index">): string {
  return `${addressOf(operation)}:${index}`;
}

/** What makes a function of a graph. */
interface FunctionSignature {
  name: string;
  inputs: readonly GraphOutput[];
  outputs: readonly GraphOutput[];
  /** Operations that must run although no output needs them, such as assignments. */
  controlOutputs: readonly Pointer[];
}

/** A graph under construction. */
export interface GraphBuilder {
  placeholder(dataType: number, shape: readonly number[]): GraphOutput;
  constant(dataType: number, shape: readonly number[], values: ArrayLike<number>): GraphOutput;
  /** Adds a node; `shapes` states its outputs' shapes where inference cannot know them. */
  operation(
    name: string,
    attributes: readonly TFEOpAttr[],
    inputs: readonly GraphOutput[],
    shapes?: readonly number[][],
  ): GraphOutput[];
  /** Adds a node without outputs, such as an assignment, which runs after those in `after`. */
  control(
    name: string,
    attributes: readonly TFEOpAttr[],
    inputs: readonly GraphOutput[],
    after?: readonly Pointer[],
  ): Pointer;
  /** The operations so far that read the buffer of `output`, under whatever shape. */
  readersOf(output: GraphOutput): Pointer[];
  /**
   * The TF_Function, with those operations alone that its outputs need; the caller adds it to a
   * context and deletes it.
   */
  toFunction(signature: FunctionSignature): Pointer;
  delete(): void;
}

/** Operations whose leading inputs form one list, counted by their attribute N. */
const LIST_OPERATIONS = new Set(["ConcatV2", "Pack", "AddN", "Einsum"]);

/** Outputs of no known shape that only the operation's own gradient reads. */
const OPAQUE_OUTPUTS = new Set(["FusedBatchNormV3:5"]);

/** Starts an empty graph. */
export function startGraph(library: TensorflowLibrary): GraphBuilder {
  const { c, status, check } = library;
  const graph = notNull(c.TF_NewGraph(), "TF_NewGraph");
  const buffers = trackBuffers();
  /** Each operation's address and those of the operations that it needs. */
  const needs = new Map<bigint, bigint[]>();
  let nodes = 0;

  const begin = (name: string) =>
    notNull(c.TF_NewOperation(graph, cString(name), cString(`n${nodes++}`)), name);
  const finish = (description: Pointer, name: string): Pointer => {
    const operation = c.TF_FinishOperation(description, status);
    check(name);
    return notNull(operation, name);
  };

  const add = (
    name: string,
    attributes: readonly TFEOpAttr[],
    inputs: readonly GraphOutput[],
    after: readonly Pointer[] = [],
  ): Pointer => {
    const description = begin(name);
    addInputs(library, description, name, attributes, inputs);
    for (const operation of after) c.TF_AddControlInput(description, operation);
    setAttributes(library, "graph", description, attributes, name);
    const operation = finish(description, name);
    buffers.record(name, operation, inputs);
    needs.set(
      addressOf(operation),
      [...inputs.map((input) => input.operation), ...after].map(addressOf),
    );
    return operation;
  };

  /** What the operations in `last` need, themselves included. */
  const needed = (last: readonly Pointer[]): Set<bigint> => {
    const found = new Set(last.map(addressOf));
    // A set is walked through while it grows.
    for (const address of found) needs.get(address)?.forEach((one) => found.add(one));
    return found;
  };

  return {
    placeholder: (dataType, shape) => {
      const description = begin("Placeholder");
      setAttributes(library, "graph", description, [
        { name: "dtype", type: AttributeType.type, value: dataType },
        ...(dataType === DataType.resource
          ? []
          : [{ name: "shape", type: AttributeType.shape, value: [...shape] }]),
      ], "Placeholder");
      const operation = finish(description, "Placeholder");
      return { operation, index: 0, shape: [...shape], dataType };
    },
    constant: (dataType, shape, values) => {
      const description = begin("Const");
      const tensor = allocateTensor(library, shape, dataType, values);
      c.TF_SetAttrType(description, cString("dtype"), dataType);
      c.TF_SetAttrTensor(description, cString("value"), tensor, status);
      c.TF_DeleteTensor(tensor);
      check("Const");
      return { operation: finish(description, "Const"), index: 0, shape: [...shape], dataType };
    },
    control: add,
    operation: (name, attributes, inputs, shapes) => {
      const operation = add(name, attributes, inputs);
      return Array.from(
        { length: c.TF_OperationNumOutputs(operation) },
        (_, index) => {
          if (shapes) setShape(library, graph, operation, index, shapes[index]);
          return describeOutput(library, graph, operation, index, name);
        },
      );
    },
    readersOf: buffers.readersOf,
    toFunction: (signature) => {
      const last = signature.outputs.map(({ operation }) => operation);
      const body = needed([...last, ...signature.controlOutputs]);
      // Placeholders of inputs do not count as part of the body.
      for (const { operation } of signature.inputs) body.delete(addressOf(operation));
      return makeFunction(library, graph, signature, [...body]);
    },
    delete: () => c.TF_DeleteGraph(graph),
  };
}

function addInputs(
  { c }: TensorflowLibrary,
  description: Pointer,
  name: string,
  attributes: readonly TFEOpAttr[],
  inputs: readonly GraphOutput[],
): void {
  const count = attributes.find((attribute) => attribute.name === "N")?.value as number ?? 0;
  const listed = LIST_OPERATIONS.has(name) ? count : 0;
  if (listed > 0) c.TF_AddInputList(description, packOutputs(inputs.slice(0, listed)), listed);
  for (const input of inputs.slice(listed)) c.TF_AddInput(description, packOutputs([input]));
}

/** TF_Output structures in a row: 8 bytes of pointer, 4 of index, 4 of padding. */
function packOutputs(outputs: readonly GraphOutput[]): Uint8Array<ArrayBuffer> {
  const bytes = new DataView(new ArrayBuffer(16 * outputs.length));
  outputs.forEach(({ operation, index }, place) => {
    bytes.setBigUint64(16 * place, addressOf(operation), true);
    bytes.setInt32(16 * place + 8, index, true);
  });
  return new Uint8Array(bytes.buffer);
}

function setShape(
  { c, status, check }: TensorflowLibrary,
  graph: Pointer,
  operation: Pointer,
  index: number,
  shape: readonly number[],
): void {
  const output = packOutputs([{ operation, index, shape: [], dataType: 0 }]);
  const dimensions = BigInt64Array.from(shape, BigInt);
  c.TF_GraphSetTensorShape(graph, output, dimensions, shape.length, status);
  check("TF_GraphSetTensorShape");
}

function describeOutput(
  { c, status, check }: TensorflowLibrary,
  graph: Pointer,
  operation: Pointer,
  index: number,
  name: string,
): GraphOutput {
  const output = packOutputs([{ operation, index, shape: [], dataType: 0 }]);
  const dataType = c.TF_OperationOutputType(output);
  if (OPAQUE_OUTPUTS.has(`${name}:${index}`)) return { operation, index, shape: [], dataType };
  const rank = c.TF_GraphGetTensorNumDims(graph, output, status);
  check(name);
  const dimensions = new BigInt64Array(Math.max(rank, 0));
  if (rank > 0) {
    c.TF_GraphGetTensorShape(graph, output, dimensions, rank, status);
    check(name);
  }
  const shape = Array.from(dimensions, Number);
  if (dataType !== DataType.resource && (rank < 0 || shape.some((length) => length < 0))) {
    throw new Error(
      `${name}: the shape of its output depends on values, which a compiled step cannot know`,
    );
  }
  return { operation, index, shape, dataType };
}

function makeFunction(
  { c, status, check }: TensorflowLibrary,
  graph: Pointer,
  { name, inputs, outputs, controlOutputs }: FunctionSignature,
  body: readonly bigint[],
): Pointer {
  const controls = BigUint64Array.from(
    controlOutputs,
    addressOf,
  );
  const made = c.TF_GraphToFunctionWithControlOutputs(
    graph,
    cString(name),
    0,
    body.length,
    BigUint64Array.from(body),
    inputs.length,
    packOutputs(inputs),
    outputs.length,
    packOutputs(outputs),
    null,
    controls.length,
    controls,
    null,
    null,
    null,
    status,
  );
  check(name);
  return notNull(made, name);
}

// Which operations of a graph read which buffer: a reshaped tensor is the same buffer.

/** Knows a graph's readers. */
interface BufferReaders {
  /** Tells that `operation` reads `inputs`. */
  record(name: string, operation: Pointer, inputs: readonly GraphOutput[]): void;
  /** The operations that read the buffer behind `output`. */
  readersOf(output: GraphOutput): Pointer[];
}

/** Operations whose output is their first input's buffer. */
const ALIASES = new Set(["ExpandDims", "Identity", "Reshape", "Squeeze", "StopGradient"]);

/** Starts to track an empty graph. */
function trackBuffers(): BufferReaders {
  const originOf = new Map<string, string>();
  const readers = new Map<string, Pointer[]>();
  const origin = (output: Pick<GraphOutput, "operation" | "index">) => {
    const key = outputKey(output);
    return originOf.get(key) ?? key;
  };
  return {
    record: (name, operation, inputs) => {
      for (const input of inputs) {
        const key = origin(input);
        const known = readers.get(key);
        if (known) known.push(operation);
        else readers.set(key, [operation]);
      }
      if (ALIASES.has(name)) originOf.set(outputKey({ operation, index: 0 }), origin(inputs[0]));
    },
    readersOf: (output) => readers.get(origin(output)) ?? [],
  };
}
