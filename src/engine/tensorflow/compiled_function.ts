import * as tf from "@tensorflow/tfjs-core";
import { AttributeType, DataType, typeAttribute } from "./attributes.ts";
import type { DeferredUpdate, Entry, TensorflowBinding } from "./binding.ts";
import { cString, type Pointer } from "./library.ts";
import type { Precision } from "../precision.ts";
import { startTrace, type StepTrace, UntraceableStepError } from "./step_trace.ts";
import {
  entryOf,
  markChanged,
  registeredVariables,
  resourceOf,
  setEntry,
  wrapHandle,
} from "./tensor_entry.ts";

/** A step: every tensor it depends on is an argument or a variable. */
export type Step = (...inputs: tf.Tensor[]) => tf.Tensor[];

/** How a step is compiled. */
export interface CompileOptions {
  /** Whether XLA fuses the function's operations: seconds to compile, then often faster. */
  xla: boolean;
  /** What convolutions and matrix products compute in. */
  precision: Precision;
  /**
   * Whether variables that the step reads become constants with their present values: it must not
   * change any, and the caller compiles it anew when one has changed. False by default.
   */
  frozen?: boolean;
}

/** A step that was traced for one combination of argument shapes. */
export interface CompiledFunction {
  /** Runs the step; `inputs` have the shapes and types it was traced with. */
  run(inputs: tf.Tensor[]): tf.Tensor[];
  /** The variables whose values the step reads. */
  variables: tf.Variable[];
  /** Frees the function. */
  dispose(): void;
}

/** Where each of the function's inputs comes from at a call. */
type Source =
  | { kind: "argument"; place: number }
  | { kind: "variable"; variable: tf.Variable }
  | { kind: "constant"; handle: Pointer };

let functions = 0;

/**
 * Has TensorFlow's optimiser of graphs (Grappler) work on a function, which the eager runtime by
 * itself leaves as it is: it removes what is computed twice or for nothing and makes one kernel of
 * a convolution, its bias and its activation. Its memory optimiser stays off: it guesses when
 * tensors live and aborts the process over a depthwise convolution with explicit padding. In
 * protobuf: ConfigProto {graph_options: {rewrite_options: {memory_optimization: NO_MEM_OPT,
 * meta_optimizer_iterations: ONE, remapping: ON}}}.
 */
const OPTIMISED = "\x52\x08\x52\x06\x20\x01\x60\x01\x70\x01";

/** Larger variables stay inputs of a frozen step: as constants they would be held several times. */
const LARGEST_FROZEN = 2 ** 22;

/**
 * Traces `step` with tensors shaped like `inputs` and compiles it. Does not run it: variables keep
 * their values. Throws what the step throws, or UntraceableStepError.
 */
export function compileFunction(
  binding: TensorflowBinding,
  step: Step,
  inputs: tf.Tensor[],
  options: CompileOptions,
): CompiledFunction {
  const variables = registeredVariables();
  for (const variable of variables) resourceOf(binding, variable);
  const before = new Map(variables.map((variable) => [variable, entryOf(binding, variable)]));
  const inputEntries = inputs.map((input) => entryOf(binding, input));
  const owned = new Set(before.values());
  const freeze = (entry: Entry) => owned.has(entry) ? valuesToFreeze(binding, entry) : undefined;
  const trace = startTrace(binding.context.library, {
    precision: options.precision,
    freeze: options.frozen ? freeze : undefined,
  });
  try {
    for (const entry of inputEntries) trace.nodeOf(entry);
    const outputs = record(binding, trace, () => step(...inputs));
    const recorded = { ...options, before, inputEntries, outputs };
    const compiled = finish(binding, trace, recorded);
    // What the step handed through is its owner's.
    const given = new Set<tf.Tensor>([...inputs, ...variables]);
    for (const output of outputs) if (!given.has(output)) output.dispose();
    return compiled;
  } finally {
    for (const [variable, entry] of before) {
      if (entryOf(binding, variable) !== entry) setEntry(binding, variable, entry);
      trace.freed.delete(entry);
    }
    for (const entry of trace.freed) binding.release(entry);
    trace.graph.delete();
  }
}

function record(binding: TensorflowBinding, trace: StepTrace, step: () => tf.Tensor[]) {
  const engine = tf.engine();
  binding.tracer = trace;
  engine.makeVariable = refuseVariable;
  try {
    return tf.tidy(step);
  } finally {
    binding.tracer = undefined;
    // The method of the class is seen again.
    delete (engine as Partial<typeof engine>).makeVariable;
  }
}

/** Stands in for tfjs's own while a step is traced: what is made then would never get a value. */
function refuseVariable(): never {
  throw new UntraceableStepError(
    "the step makes a variable; make it before, or set makesVariables so that the first call " +
      "runs eagerly",
  );
}

interface Recorded extends CompileOptions {
  before: Map<tf.Variable, Entry>;
  inputEntries: Entry[];
  outputs: tf.Tensor[];
}

/** The values of a variable that becomes a constant; undefined where it stays an input. */
function valuesToFreeze(binding: TensorflowBinding, entry: Entry): Float32Array | undefined {
  const size = entry.shape.reduce((product, length) => product * length, 1);
  if (entry.dataType !== DataType.float32 || size > LARGEST_FROZEN) return undefined;
  const { handle, owned } = binding.handleOf(entry);
  const values = binding.context.read({ ...entry, handle }) as Float32Array;
  if (owned) binding.context.delete(handle);
  return values;
}

function finish(
  binding: TensorflowBinding,
  trace: StepTrace,
  { before, inputEntries, outputs, xla, frozen }: Recorded,
): CompiledFunction {
  const assigned = [...before.keys()].filter((one) => entryOf(binding, one) !== before.get(one));
  const changed = new Set([...assigned, ...trace.updates.flatMap(({ variables }) => variables)]);
  if (frozen && changed.size > 0) {
    throw new UntraceableStepError("a step whose variables become constants changes one of them");
  }
  const controlOutputs = assignVariables(binding, trace, before, assigned);
  // XLA's functions take their updates after the run: XLA would copy what they change.
  const [within, after] = xla ? [[], trace.updates] : [trace.updates, []];
  controlOutputs.push(...updateNodes(binding, trace, within));
  const operands = after.flatMap((update) => update.operands.map(trace.nodeOf));
  const outputNodes = [
    ...outputs.map((output) => trace.nodeOf(entryOf(binding, output))),
    ...operands,
  ];
  const captures = [...trace.captures.values()];
  const sources = captures.map((capture) => sourceOf(binding, capture.entry, before, inputEntries));
  const name = `duygu_step_${functions++}`;
  addFunction(binding, trace, {
    name,
    inputs: captures.map((capture) => capture.placeholder),
    outputs: outputNodes,
    controlOutputs,
  });
  const attributes = xla
    ? [{ name: "_XlaMustCompile", type: AttributeType.bool, value: true }]
    : [{ name: "config_proto", type: AttributeType.string, value: OPTIMISED }];
  const outputCount = outputs.length;
  return {
    run: (inputs) => {
      const handles = sources.map((source) => handleFor(binding, source, inputs));
      const results = binding.context.execute(name, attributes, handles, outputNodes.length);
      runUpdates(binding, after, results.slice(outputCount));
      for (const variable of changed) markChanged(binding, variable);
      return results.slice(0, outputCount).map((handle) => wrapHandle(binding, handle));
    },
    variables: sources.flatMap((one) => one.kind === "variable" ? [one.variable] : []),
    dispose: () => {
      const { c, status, check } = binding.context.library;
      for (const source of sources) {
        if (source.kind === "constant") binding.context.delete(source.handle);
      }
      c.TFE_ContextRemoveFunction(binding.context.pointer, cString(name), status);
      check("TFE_ContextRemoveFunction");
    },
  };
}

function addFunction(
  { context }: TensorflowBinding,
  trace: StepTrace,
  signature: Parameters<StepTrace["graph"]["toFunction"]>[0],
): void {
  const { c, status, check } = context.library;
  const made = trace.graph.toFunction(signature);
  c.TFE_ContextAddFunction(context.pointer, made, status);
  c.TF_DeleteFunction(made);
  check("TFE_ContextAddFunction");
}

/** Adds an assignment for each variable that the step gave another value. */
function assignVariables(
  binding: TensorflowBinding,
  trace: StepTrace,
  before: Map<tf.Variable, Entry>,
  assigned: readonly tf.Variable[],
): Pointer[] {
  return assigned.map((variable) => {
    const now = entryOf(binding, variable);
    return trace.graph.control(
      "AssignVariableOp",
      [typeAttribute("dtype", now.dataType)],
      [trace.captureOf(before.get(variable)!).placeholder, trace.nodeOf(now)],
    );
  });
}

/** Adds updates in place to the graph; those of one variable run in their order. */
function updateNodes(
  binding: TensorflowBinding,
  trace: StepTrace,
  updates: readonly DeferredUpdate[],
): Pointer[] {
  const last = new Map<tf.Variable, Pointer>();
  return updates.map((update) => {
    const earlier = update.variables.flatMap((variable) => last.get(variable) ?? []);
    const node = updateNode(binding, trace, update, earlier);
    for (const variable of update.variables) last.set(variable, node);
    return node;
  });
}

/**
 * Adds an update in place to the graph, after all that reads the variables' old values: then
 * TensorFlow need not copy them, and the update runs while the rest of the step computes.
 */
function updateNode(
  binding: TensorflowBinding,
  trace: StepTrace,
  { name, attributes, variables, operands }: DeferredUpdate,
  earlier: readonly Pointer[],
): Pointer {
  const captures = variables.map((variable) => trace.captureOf(entryOf(binding, variable)));
  const readers = captures.flatMap(({ value }) => [
    value.operation,
    ...trace.graph.readersOf(value),
  ]);
  const inputs = [...captures.map(({ placeholder }) => placeholder), ...operands.map(trace.nodeOf)];
  return trace.graph.control(name, attributes, inputs, [...readers, ...earlier]);
}

function sourceOf(
  binding: TensorflowBinding,
  entry: Entry,
  before: Map<tf.Variable, Entry>,
  inputEntries: Entry[],
): Source {
  const place = inputEntries.indexOf(entry);
  if (place >= 0) return { kind: "argument", place };
  for (const [variable, owned] of before) {
    if (owned === entry) return { kind: "variable", variable };
  }
  // A tensor that the step closes over: kept alive, whatever its owner does.
  return { kind: "constant", handle: binding.context.share(binding.handleOf(entry).handle) };
}

function handleFor(binding: TensorflowBinding, source: Source, inputs: tf.Tensor[]): Pointer {
  switch (source.kind) {
    case "constant":
      return source.handle;
    case "variable":
      if (source.variable.isDisposed) {
        throw new Error(`A compiled step uses the variable ${source.variable.name}, now disposed`);
      }
      return resourceOf(binding, source.variable);
    case "argument": {
      const entry = entryOf(binding, inputs[source.place]);
      if (entry.kind !== "eager") throw new Error("Expected a tensor, not a variable, as argument");
      return entry.handle;
    }
  }
}

function runUpdates(
  binding: TensorflowBinding,
  updates: readonly DeferredUpdate[],
  operands: Pointer[],
): void {
  let place = 0;
  for (const { name, attributes, variables, operands: { length } } of updates) {
    const values = operands.slice(place, place += length);
    const resources = variables.map((variable) => resourceOf(binding, variable));
    binding.context.execute(name, attributes, [...resources, ...values], 0);
    for (const value of values) binding.context.delete(value);
  }
}
