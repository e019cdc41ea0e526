/**
 * The tfjs backend "xla": outside of compiled steps tfjs's own cpu kernels compute, on values that
 * are fetched from the device where they are there; within one, every kernel is recorded.
 */
import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { elementTypeOf } from "./elementwise.ts";
import type { PjrtClient } from "./pjrt.ts";
import type { ElementType } from "./pjrt_layout.ts";
import { recordKernel, type XlaRuntime, xlaRuntime } from "./runtime.ts";
import type { Value } from "./stablehlo.ts";
import { RecordedValueError, StoredTensor } from "./storage.ts";
import { UNIFORM, uniformValues } from "./uniform.ts";

const dtypes = Object.fromEntries(
  Object.entries(elementTypeOf).map(([dtype, type]) => [type, dtype]),
) as Record<ElementType, tf.DataType>;

class XlaBackend extends MathBackendCPU {
  readonly #client: PjrtClient;

  constructor(client: PjrtClient) {
    super();
    this.#client = client;
  }

  get tensors(): XlaRuntime["tensors"] {
    return this.data as unknown as XlaRuntime["tensors"];
  }

  override write(values: tf.BackendValues, _shape: number[], dtype: tf.DataType): object {
    const stored = new StoredTensor(this.#client, dtype, values as ArrayLike<unknown>);
    stored.isConstant = xlaRuntime().recording !== undefined;
    return this.#add(stored);
  }

  /** A data id for `stored`. */
  #add(stored: StoredTensor): object {
    const dataId = {};
    this.tensors.set(dataId, stored);
    return dataId;
  }

  /** What tfjs makes a tensor of. */
  describe(recorded: Value): tf.TensorInfo {
    const dtype = dtypes[recorded.type];
    const stored = new StoredTensor(this.#client, dtype);
    stored.recorded = recorded;
    return { dataId: this.#add(stored), shape: [...recorded.shape], dtype };
  }

  /** What tfjs makes a tensor of, for a buffer of the device. */
  hold(handle: bigint, shape: readonly number[], dtype: tf.DataType): tf.TensorInfo {
    const stored = new StoredTensor(this.#client, dtype);
    stored.replace(handle, shape);
    return { dataId: this.#add(stored), shape: [...shape], dtype };
  }

  override move(
    dataId: object,
    values: tf.BackendValues,
    _shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    const stored = new StoredTensor(this.#client, dtype, values as ArrayLike<unknown>);
    stored.refCount = refCount;
    this.tensors.set(dataId, stored);
  }

  override readSync(dataId: object): tf.BackendValues {
    // An argument or a variable has a value, but the step would keep it for ever.
    if (xlaRuntime().recording) throw new RecordedValueError();
    return super.readSync(dataId);
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    if (!xlaRuntime().recording) await this.tensors.get(dataId).fetch();
    return this.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const stored = this.tensors.get(dataId);
    const isGone = super.disposeData(dataId, force);
    if (!isGone) return false;
    const { recording } = xlaRuntime();
    if (recording && !stored.recorded && !stored.isConstant) recording.freed.add(stored);
    else stored.release();
    return true;
  }
}

/** Registers the backend "xla"; the caller sets it. Returns what the engine needs of it. */
export function registerXlaBackend(
  client: PjrtClient,
): Pick<XlaRuntime, "tensors" | "describe" | "hold"> {
  const backend = new XlaBackend(client);
  tf.registerBackend("xla", () => backend, 3);
  for (const kernel of tf.getKernelsForBackend("cpu")) {
    registerRecorded(kernel.kernelName, kernel.kernelFunc);
  }
  registerRecorded(UNIFORM, ({ inputs, attrs }) => {
    const { shape } = attrs as unknown as { shape: number[] };
    const seed = backend.readSync((inputs.seed as tf.TensorInfo).dataId) as Int32Array;
    const values = uniformValues(seed, tf.util.sizeFromShape(shape));
    return backend.makeTensorInfo(shape, "float32", values);
  });
  return {
    tensors: backend.tensors,
    describe: backend.describe.bind(backend),
    hold: backend.hold.bind(backend),
  };
}

/** Kernels whose outputs are a list, whatever its length. */
const listKernels = new Set(["SplitV", "Unpack"]);

/**
 * Makes a kernel known that is recorded within a compiled step and computed by `eager` elsewhere.
 */
function registerRecorded(kernelName: string, eager: tf.KernelFunc): void {
  tf.registerKernel({
    kernelName,
    backendName: "xla",
    kernelFunc: (call) => {
      const { recording } = xlaRuntime();
      if (recording === undefined) return eager(call);
      const inputs = call.inputs as Record<string, tf.TensorInfo>;
      const outputs = recordKernel(kernelName, inputs, call.attrs ?? {});
      return listKernels.has(kernelName) ? outputs : outputs[0];
    },
  });
}
