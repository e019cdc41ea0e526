/**
 * The object that tfjs-node's kernels call (its TFJSBinding), over the eager runtime. Every kernel
 * passes through {@link TensorflowBinding.executeOp}; while a {@link Tracer} is set, operations are
 * recorded there instead of being executed.
 */
import type * as tf from "@tensorflow/tfjs-core";
import { AttributeType, DataType, type TFEOpAttr, typeAttribute } from "./attributes.ts";
import type { EagerContext, EagerTensor } from "./eager_context.ts";
import type { Pointer } from "./library.ts";

/** What tfjs-node's backend is told of an output. */
export interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

/** A tensor by its number: held by the runtime, held by a resource, or a node of a trace. */
export type Entry =
  | { kind: "eager"; handle: Pointer; shape: number[]; dataType: number }
  | VariableEntry
  | { kind: "traced"; trace: Tracer; node: unknown; shape: number[]; dataType: number };

/** A variable's value, held by a TensorFlow resource. */
interface VariableEntry {
  kind: "variable";
  resource: Pointer;
  shape: number[];
  dataType: number;
  /** How often the value was changed in place. */
  version: number;
}

/** An operation that changes variables in place, once the traced step has read their old values. */
export interface DeferredUpdate {
  name: string;
  attributes: readonly TFEOpAttr[];
  /** The variables it changes; the operation's first inputs, as resources. */
  variables: readonly tf.Variable[];
  /** Its further inputs. */
  operands: readonly Entry[];
}

/** Records operations in place of executing them. */
export interface Tracer {
  /** Records an update of variables in place. */
  deferUpdate(update: DeferredUpdate): void;
  createTensor(shape: readonly number[], dataType: number, values: ArrayLike<number>): Entry;
  executeOp(name: string, attributes: readonly TFEOpAttr[], inputs: readonly Entry[]): Entry[];
  /** The tensor is no longer referred to by tfjs; its value may still be an input of the step. */
  deleteTensor(entry: Entry): void;
}

/** tfjs-node's TFJSBinding, and the doors that compiled steps need. */
export interface TensorflowBinding {
  createTensor(shape: number[], dataType: number, values: ArrayLike<number>): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array | Uint16Array;
  executeOp(
    name: string,
    attributes: TFEOpAttr[],
    inputIds: number[],
    outputs: number,
  ): TensorMetadata[];
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  TF_Version: string;

  context: EagerContext;
  /** While set, operations are recorded there. */
  tracer: Tracer | undefined;
  entry(id: number): Entry;
  /** Gives `entry` a number, so that a tfjs tensor can refer to it. */
  register(entry: Entry): number;
  replace(id: number, entry: Entry): void;
  /** Frees what the entry holds. */
  release(entry: Entry): void;
  /** False once the entry was released. */
  isLive(entry: Entry): boolean;
  /** A handle with the entry's value; `owned` tells whether the caller must delete it. */
  handleOf(entry: Entry): { handle: Pointer; owned: boolean };
}

/** Makes the binding over `context`. */
export function createBinding(context: EagerContext): TensorflowBinding {
  const entries = new Map<number, Entry>();
  let nextId = 0;

  const entry = (id: number): Entry => {
    const found = entries.get(id);
    if (found === undefined) throw new Error(`Expected tensor ${id} to exist, but it was freed`);
    return found;
  };
  const register = (value: Entry): number => {
    entries.set(nextId, value);
    return nextId++;
  };
  const eager = (tensor: EagerTensor): Entry => ({ kind: "eager", ...tensor });

  const handleOf = (value: Entry): { handle: Pointer; owned: boolean } => {
    if (value.kind === "eager") return { handle: value.handle, owned: false };
    if (value.kind === "traced") throw new TracedValueError();
    const [handle] = context.execute(
      "ReadVariableOp",
      [typeAttribute("dtype", value.dataType)],
      [value.resource],
      1,
    );
    return { handle, owned: true };
  };

  const released = new WeakSet<Entry>();
  const release = (value: Entry): void => {
    released.add(value);
    if (value.kind === "eager") context.delete(value.handle);
    if (value.kind === "variable") {
      context.execute("DestroyResourceOp", [], [value.resource], 0);
      context.delete(value.resource);
    }
  };

  const binding: TensorflowBinding = {
    ...constants(context),
    context,
    tracer: undefined,
    entry,
    register,
    replace: (id, value) => void entries.set(id, value),
    release,
    isLive: (value) => !released.has(value),
    handleOf,
    createTensor: (shape, dataType, values) =>
      register(
        binding.tracer?.createTensor(shape, dataType, values) ??
          eager(context.create(shape, dataType, values)),
      ),
    deleteTensor: (id) => {
      const value = entries.get(id);
      if (value === undefined) return;
      entries.delete(id);
      if (binding.tracer) binding.tracer.deleteTensor(value);
      else release(value);
    },
    tensorDataSync: (id) => {
      // An argument or a variable has a value, but the step would keep it for ever.
      if (binding.tracer) throw new TracedValueError();
      const value = entry(id);
      const { handle, owned } = handleOf(value);
      const data = context.read({ ...value, handle });
      if (owned) context.delete(handle);
      return data;
    },
    executeOp: (name, attributes, inputIds, outputs) => {
      const inputs = inputIds.map(entry);
      const results = binding.tracer
        ? binding.tracer.executeOp(name, attributes, inputs)
        : executeEagerly(context, handleOf, name, attributes, inputs, outputs).map(eager);
      return results.map((result) => ({
        id: register(result),
        shape: result.shape,
        dtype: result.dataType,
      }));
    },
    getNumOfTensors: () => entries.size,
    isUsingGpuDevice: () => context.devices.some((device) => device.type === "GPU"),
  };
  return binding;
}

/** Thrown where the value of a tensor is requested that exists only in a step being traced. */
export class TracedValueError extends Error {
  override readonly name = "TracedValueError";
  constructor() {
    super(
      "This tensor belongs to a step that is being compiled, so it has no value yet; " +
        "return it from the step and read it outside",
    );
  }
}

function executeEagerly(
  context: EagerContext,
  handleOf: TensorflowBinding["handleOf"],
  name: string,
  attributes: TFEOpAttr[],
  inputs: Entry[],
  outputs: number,
): EagerTensor[] {
  const handles = inputs.map(handleOf);
  try {
    const results = context.execute(
      name,
      attributes,
      handles.map(({ handle }) => handle),
      outputs,
    );
    return results.map(context.describe);
  } finally {
    for (const { handle, owned } of handles) if (owned) context.delete(handle);
  }
}

/** The numbers of tfjs-node's TFJSBinding. */
function constants(context: EagerContext) {
  return {
    TF_FLOAT: DataType.float32,
    TF_INT32: DataType.int32,
    TF_INT64: DataType.int64,
    TF_BOOL: DataType.bool,
    TF_COMPLEX64: DataType.complex64,
    TF_STRING: DataType.string,
    TF_RESOURCE: DataType.resource,
    TF_UINT8: DataType.uint8,
    TF_ATTR_STRING: AttributeType.string,
    TF_ATTR_INT: AttributeType.int,
    TF_ATTR_FLOAT: AttributeType.float,
    TF_ATTR_BOOL: AttributeType.bool,
    TF_ATTR_TYPE: AttributeType.type,
    TF_ATTR_SHAPE: AttributeType.shape,
    TF_ATTR_RESOURCE: 6,
    TF_Version: context.library.version,
  };
}
