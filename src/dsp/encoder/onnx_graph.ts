/**
 * As much of ONNX's file format (protocol buffers; onnx.proto: ModelProto.graph, GraphProto) as it
 * takes to find a graph's tensors and to have more of them put out.
 */
import { UserError } from "../../base/user_error.ts";

/** A graph's tensors by name. */
export interface OnnxGraph {
  inputs: string[];
  outputs: string[];
  /** In the file's order, which is that of computation. */
  nodes: OnnxNode[];
}

/** One operation. */
export interface OnnxNode {
  name: string;
  outputs: string[];
}

// Numbers of fields, as onnx.proto has them.
const MODEL_GRAPH = 7;
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 };
const NODE = { output: 2, name: 3 };
const VALUE_NAME = 1;

const LENGTH_DELIMITED = 2;

/** One field of a message: its number, and where its bytes are. */
interface Field {
  number: number;
  start: number;
  end: number;
}

/**
 * The graph of an ONNX file's `bytes`. Weights are skipped, not read. Throws UserError that names
 * `source` where it is no such file.
 */
export function readOnnxGraph(bytes: Uint8Array, source: string): OnnxGraph {
  const text = ({ start, end }: Field) => new TextDecoder().decode(bytes.subarray(start, end));
  const textIn = (field: Field, number: number) =>
    [...fieldsOf(bytes, field, source)].filter((inner) => inner.number === number).map(text);
  const graphs = [...fieldsOf(bytes, { start: 0, end: bytes.length }, source)]
    .filter(({ number }) => number === MODEL_GRAPH);
  const fields = graphs.flatMap((graph) => [...fieldsOf(bytes, graph, source)]);
  const initialized = new Set<string>();
  const graph: OnnxGraph = { inputs: [], outputs: [], nodes: [] };
  for (const field of fields) {
    if (field.number === GRAPH.node) {
      const [name = ""] = textIn(field, NODE.name);
      graph.nodes.push({ name, outputs: textIn(field, NODE.output) });
    } else if (field.number === GRAPH.input) graph.inputs.push(...textIn(field, VALUE_NAME));
    else if (field.number === GRAPH.output) graph.outputs.push(...textIn(field, VALUE_NAME));
    else if (field.number === GRAPH.initializer) {
      for (const name of textIn(field, INITIALIZER_NAME)) initialized.add(name);
    }
  }
  if (!graph.nodes.length || !graph.outputs.length) {
    throw new UserError(`Expected ${source} to be an ONNX file with a graph, but it is not`);
  }
  // Old files list weights among the inputs.
  graph.inputs = graph.inputs.filter((name) => !initialized.has(name));
  return graph;
}

/** Of TensorProto. */
const INITIALIZER_NAME = 8;

function* fieldsOf(
  bytes: Uint8Array,
  { start, end }: Pick<Field, "start" | "end">,
  source: string,
): Generator<Field> {
  const refuse = () => new UserError(`Expected ${source} to be an ONNX file, but it is damaged`);
  let at = start;
  const varint = () => {
    let value = 0;
    // Ten bytes are the most; above 2^53 no length is meant.
    for (let power = 1, read = 0; read < 10; power *= 128, read++) {
      if (at >= end) throw refuse();
      const byte = bytes[at++];
      value += (byte & 127) * power;
      if (byte < 128) return value;
    }
    throw refuse();
  };
  while (at < end) {
    const key = varint();
    const [number, kind] = [Math.floor(key / 8), key % 8];
    if (number === 0) throw refuse();
    if (kind === 0) varint();
    else if (kind === LENGTH_DELIMITED) {
      const length = varint();
      if (at + length > end) throw refuse();
      yield { number, start: at, end: at + length };
      at += length;
    } else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else throw refuse();
  }
  if (at !== end) throw refuse();
}

/**
 * The file's `bytes` with the tensors `names` among the graph's outputs. A second graph at the end
 * is merged with the first one, as protocol buffers have it; what type an output is of the runtime
 * finds out by itself.
 */
export function withOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const { outputs } = readOnnxGraph(bytes, "the graph");
  const missing = [...new Set(names)].filter((name) => !outputs.includes(name));
  if (!missing.length) return bytes;
  const graph = missing.flatMap((name) =>
    delimited(GRAPH.output, delimited(VALUE_NAME, [...new TextEncoder().encode(name)]))
  );
  const tail = delimited(MODEL_GRAPH, graph);
  const all = new Uint8Array(bytes.length + tail.length);
  all.set(bytes);
  all.set(tail, bytes.length);
  return all;
}

function delimited(number: number, content: readonly number[]): number[] {
  return [...varintOf(8 * number + LENGTH_DELIMITED), ...varintOf(content.length), ...content];
}

function varintOf(value: number): number[] {
  return value < 128 ? [value] : [128 + value % 128, ...varintOf(Math.floor(value / 128))];
}
