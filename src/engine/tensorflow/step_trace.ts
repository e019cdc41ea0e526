/**
 * Records the operations of one step as a TensorFlow graph. Tensors that exist before the step
 * become the graph's inputs, small tensors made within it become constants, and everything that is
 * computed becomes a node.
 */
import { DataType, type TFEOpAttr, typeAttribute } from "./attributes.ts";
import type { DeferredUpdate, Entry, Tracer } from "./binding.ts";
import { foldNormalisation } from "./fold_normalisation.ts";
import { type GraphBuilder, type GraphOutput, outputKey, startGraph } from "./graph_builder.ts";
import { flattenLargeProducts } from "./large_products.ts";
import type { TensorflowLibrary } from "./library.ts";
import type { Precision } from "../precision.ts";
import { addOperationIn } from "./precision.ts";

/** A tensor from outside the step, and the node that stands for it. */
interface Capture {
  entry: Entry;
  /** What the function takes: the value, or the resource that holds it. */
  placeholder: GraphOutput;
  /** The value inside the graph. */
  value: GraphOutput;
}

/** A trace under way. */
export interface StepTrace extends Tracer {
  graph: GraphBuilder;
  /** In the order of first use. */
  captures: Map<Entry, Capture>;
  /** Updates in place that the step requested, in their order. */
  updates: DeferredUpdate[];
  /** Tensors from outside that tfjs freed during the trace; to be released after the first run. */
  freed: Set<Entry>;
  /** The capture of an entry from outside; made where it is missing. */
  captureOf(entry: Entry): Capture;
  /** The node of `entry`; captures it if it comes from outside. */
  nodeOf(entry: Entry): GraphOutput;
}

/**
 * A constant with more values than this, not all alike, is taken for data that must be an input.
 */
const LARGEST_CONSTANT = 4096;

/** Thrown where a step cannot be compiled; its message says what to change. */
export class UntraceableStepError extends Error {
  override readonly name = "UntraceableStepError";
}

/** How a step is traced. */
interface TraceOptions {
  precision: Precision;
  /**
   * The present values of an entry that becomes a constant; undefined where it stays an input. For
   * steps of inference only.
   */
  freeze?: (entry: Entry) => Float32Array | undefined;
}

/** Starts a trace; set it as the binding's tracer, run the step, and unset it. */
export function startTrace(
  library: TensorflowLibrary,
  { precision, freeze }: TraceOptions,
): StepTrace {
  const graph = startGraph(library);
  const constants = new Map<string, Float32Array>();
  const shapes = new Map<string, number[]>();
  const inference = freeze !== undefined;
  const plainly = addOperationIn(graph, precision, { passing: inference, constants, shapes });
  const folding = inference ? foldNormalisation(graph, constants, plainly) : plainly;
  const addOperation = precision === "float32"
    ? flattenLargeProducts(graph, folding, { inference })
    : folding;
  const frozen = new Map<Entry, GraphOutput>();
  const captures = new Map<Entry, Capture>();
  const freed = new Set<Entry>();
  const updates: DeferredUpdate[] = [];

  const capture = (entry: Entry): Capture => {
    if (entry.kind === "traced") throw new Error("Expected a tensor from outside the step");
    const isVariable = entry.kind === "variable";
    const placeholder = graph.placeholder(
      isVariable ? DataType.resource : entry.dataType,
      entry.shape,
    );
    const value = isVariable
      ? graph.operation(
        "ReadVariableOp",
        [typeAttribute("dtype", entry.dataType)],
        [placeholder],
        [entry.shape],
      )[0]
      : placeholder;
    return { entry, placeholder, value };
  };

  /** The constant that stands for `entry`, where it is frozen. */
  const constantOf = (entry: Entry): GraphOutput | undefined => {
    const known = frozen.get(entry);
    if (known !== undefined || captures.has(entry)) return known;
    const values = freeze?.(entry);
    if (values === undefined) return undefined;
    const constant = graph.constant(entry.dataType, entry.shape, values);
    constants.set(outputKey(constant), values);
    frozen.set(entry, constant);
    return constant;
  };

  const trace: StepTrace = {
    graph,
    captures,
    freed,
    updates,
    deferUpdate: (update) => void updates.push(update),
    nodeOf: (entry) => {
      if (entry.kind === "traced") {
        if (entry.trace !== trace) throw new Error("Expected a tensor of this step");
        return entry.node as GraphOutput;
      }
      return constantOf(entry) ?? trace.captureOf(entry).value;
    },
    captureOf: (entry) => {
      let captured = captures.get(entry);
      if (captured === undefined) captures.set(entry, captured = capture(entry));
      return captured;
    },
    createTensor: (shape, dataType, values) => {
      refuseData(shape, values);
      const constant = graph.constant(dataType, shape, values);
      if (dataType === DataType.int32 && shape.length === 1) {
        shapes.set(outputKey(constant), Array.from(values));
      }
      return traced(constant);
    },
    executeOp: (name, attributes: readonly TFEOpAttr[], inputs) => {
      const nodes = inputs.map(trace.nodeOf);
      const outputs = addOperation(name, attributes, nodes);
      // One that changes nothing would part operations that TensorFlow fuses.
      const isIdle = name === "Reshape" && outputs[0].shape.join() === nodes[0].shape.join();
      return (isIdle ? nodes.slice(0, 1) : outputs).map(traced);
    },
    deleteTensor: (entry) => {
      if (entry.kind !== "traced") freed.add(entry);
    },
  };
  const traced = (node: GraphOutput): Entry => ({
    kind: "traced",
    trace,
    node,
    shape: node.shape,
    dataType: node.dataType,
  });
  return trace;
}

/** Values made in JavaScript during the trace would be the same at every call. */
function refuseData(shape: readonly number[], values: ArrayLike<number>): void {
  if (values.length <= LARGEST_CONSTANT) return;
  for (let index = 1; index < values.length; index++) {
    if (values[index] !== values[0]) {
      throw new UntraceableStepError(
        `the step makes a tensor of shape [${shape}] from JavaScript values (random numbers?), ` +
          "which would be the same at every call; pass it to the step as an argument",
      );
    }
  }
}
