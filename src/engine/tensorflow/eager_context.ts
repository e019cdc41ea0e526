/**
 * TensorFlow's eager runtime: tensors made from typed arrays and read back, operations executed one
 * by one, devices listed.
 */
import { elementBytes, setAttributes, TFEOpAttr, typedValues } from "./attributes.ts";
import { pointerTo, readBytes, readString, writeBytes } from "./c_library.ts";
import { cString, notNull, type Pointer, type TensorflowLibrary } from "./library.ts";

/** A tensor that TensorFlow holds. */
export interface EagerTensor {
  handle: Pointer;
  shape: number[];
  dataType: number;
}

/** A device that TensorFlow computes on, such as {name: "/job:…/device:GPU:0", type: "GPU"}. */
interface Device {
  name: string;
  type: string;
}

/** How the runtime is started. */
export interface ContextOptions {
  /** Threads that one operation may use; all cores by default. */
  threads?: number;
}

/** The eager runtime over one TFE_Context. */
export interface EagerContext {
  library: TensorflowLibrary;
  pointer: Pointer;
  devices: Device[];
  /** Copies `values` into a new tensor. */
  create(shape: readonly number[], dataType: number, values: ArrayLike<number>): EagerTensor;
  /** Copies the values out. */
  read(tensor: EagerTensor): Float32Array | Int32Array | Uint8Array | Uint16Array;
  delete(handle: Pointer): void;
  /** A second handle to the same tensor, to be deleted on its own. */
  share(handle: Pointer): Pointer;
  /** Executes `name` on `inputs`; the outputs are the caller's to delete. */
  execute(
    name: string,
    attributes: readonly TFEOpAttr[],
    inputs: readonly Pointer[],
    outputs: number,
  ): Pointer[];
  /** Reads the shape and type of a handle. */
  describe(handle: Pointer): EagerTensor;
}

/** Starts TensorFlow's eager runtime. */
export function startEagerContext(
  library: TensorflowLibrary,
  options: ContextOptions = {},
): EagerContext {
  const { c, status, check } = library;
  const contextOptions = notNull(c.TFE_NewContextOptions(), "TFE_NewContextOptions");
  if (options.threads !== undefined) {
    const config = encodeThreads(options.threads);
    c.TFE_ContextOptionsSetConfig(contextOptions, config, BigInt(config.length), status);
    check("TFE_ContextOptionsSetConfig");
  }
  const pointer = c.TFE_NewContext(contextOptions, status);
  check("TFE_NewContext");
  c.TFE_DeleteContextOptions(contextOptions);
  const context = notNull(pointer, "TFE_NewContext");

  const describe = (handle: Pointer): EagerTensor => {
    const shape = new Array<number>(c.TFE_TensorHandleNumDims(handle, status));
    check("TFE_TensorHandleNumDims");
    for (let axis = 0; axis < shape.length; axis++) {
      shape[axis] = Number(c.TFE_TensorHandleDim(handle, axis, status));
    }
    return { handle, shape, dataType: c.TFE_TensorHandleDataType(handle) };
  };

  // Handles come back through this one array, which grows; executing is not re-entrant.
  let returned = new BigUint64Array(512);
  const returnedCount = new Int32Array(1);

  return {
    library,
    pointer: context,
    devices: listDevices(library, context),
    describe,
    create: (shape, dataType, values) => {
      const tensor = allocateTensor(library, shape, dataType, values);
      const handle = c.TFE_NewTensorHandle(tensor, status);
      c.TF_DeleteTensor(tensor);
      check("TFE_NewTensorHandle");
      return { handle: notNull(handle, "TFE_NewTensorHandle"), shape: [...shape], dataType };
    },
    read: ({ handle, dataType }) => {
      const tensor = c.TFE_TensorHandleResolve(handle, status);
      check("TFE_TensorHandleResolve");
      const bytes = new ArrayBuffer(Number(c.TF_TensorByteSize(tensor)));
      const data = c.TF_TensorData(tensor);
      if (bytes.byteLength > 0) {
        readBytes(notNull(data, "TF_TensorData"), new Uint8Array(bytes));
      }
      c.TF_DeleteTensor(tensor);
      return typedValues(dataType, bytes);
    },
    delete: (handle) => c.TFE_DeleteTensorHandle(handle),
    share: (handle) => {
      const shared = c.TFE_TensorHandleCopySharingTensor(handle, status);
      check("TFE_TensorHandleCopySharingTensor");
      return notNull(shared, "TFE_TensorHandleCopySharingTensor");
    },
    execute: (name, attributes, inputs, outputs) => {
      const op = c.TFE_NewOp(context, cString(name), status);
      check(name);
      try {
        setAttributes(library, "eager", notNull(op, name), attributes, name);
        for (const input of inputs) c.TFE_OpAddInput(op, input, status);
        check(name);
        if (outputs > returned.length) returned = new BigUint64Array(outputs);
        returnedCount[0] = outputs;
        c.TFE_Execute(op, returned, returnedCount, status);
        check(name);
      } finally {
        c.TFE_DeleteOp(op);
      }
      return Array.from(
        returned.subarray(0, returnedCount[0]),
        (address) => notNull(pointerTo(address), name),
      );
    },
  };
}

/** A TF_Tensor with a copy of `values`; the caller deletes it. */
export function allocateTensor(
  { c }: TensorflowLibrary,
  shape: readonly number[],
  dataType: number,
  values: ArrayLike<number>,
): Pointer {
  const size = shape.reduce((product, length) => product * length, 1);
  const bytes = size * elementBytes(dataType);
  const dimensions = BigInt64Array.from(shape, BigInt);
  const tensor = notNull(
    c.TF_AllocateTensor(dataType, dimensions, shape.length, BigInt(bytes)),
    "TF_AllocateTensor",
  );
  if (bytes > 0) {
    const data = notNull(c.TF_TensorData(tensor), "TF_TensorData");
    writeBytes(data, asBytes(values, dataType, bytes));
  }
  return tensor;
}

/**
 * The bytes of `values` as TensorFlow stores `dataType`; no copy where the layout is the same and
 * no worker shares them.
 */
function asBytes(
  values: ArrayLike<number>,
  dataType: number,
  bytes: number,
): Uint8Array<ArrayBuffer> {
  const wanted = typedValues(dataType, new ArrayBuffer(0)).constructor;
  const isInt64 = elementBytes(dataType) === 8;
  const typed = ArrayBuffer.isView(values) && (values.constructor === wanted || isInt64)
    ? values as unknown as Float32Array
    : (wanted as Float32ArrayConstructor).from(values as ArrayLike<number>);
  if (typed.byteLength !== bytes) {
    throw new Error(`Expected ${bytes} bytes of values, but found ${typed.byteLength}`);
  }
  const { buffer, byteOffset, byteLength } = typed;
  // Memory that workers share cannot be lent to C.
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength));
}

/** ConfigProto {intra_op_parallelism_threads: 2, inter_op_parallelism_threads: 5} in protobuf. */
function encodeThreads(threads: number): Uint8Array<ArrayBuffer> {
  // A varint of two bytes, seven bits each, the lower ones first.
  const count = [threads & 0x7f | 0x80, threads >> 7];
  return new Uint8Array([2 << 3, ...count, 5 << 3, ...count]);
}

function listDevices({ c, status, check }: TensorflowLibrary, context: Pointer): Device[] {
  const list = c.TFE_ContextListDevices(context, status);
  check("TFE_ContextListDevices");
  const devices = Array.from({ length: c.TF_DeviceListCount(list) }, (_, index) => ({
    name: readString(c.TF_DeviceListName(list, index, status)),
    type: readString(c.TF_DeviceListType(list, index, status)),
  }));
  c.TF_DeleteDeviceList(list);
  return devices;
}
