/**
 * Where the values of a tensor of the xla engine are: in JavaScript's memory, on the device, or
 * nowhere yet, where the tensor belongs to a step that is being recorded. They are moved when they
 * are requested on the other side.
 */
import type { DataType, TypedArray } from "@tensorflow/tfjs-core";
import { elementTypeOf } from "./elementwise.ts";
import type { Handle, PjrtClient } from "./pjrt.ts";
import type { Value } from "./stablehlo.ts";

/** Thrown where the value of a tensor is requested that exists only in a step being recorded. */
export class RecordedValueError extends Error {
  override readonly name = "RecordedValueError";
  constructor() {
    super(
      "This tensor belongs to a step that is being compiled, so it has no value yet; " +
        "return it from the step and read it outside",
    );
  }
}

/** An array for `size` values of tfjs's type. */
function arrayFor(dtype: DataType, size: number): TypedArray {
  if (dtype === "int32") return new Int32Array(size);
  return dtype === "bool" ? new Uint8Array(size) : new Float32Array(size);
}

/** The array whose memory PJRT reads; tfjs's kernels may have made one of another kind. */
function exactArray(dtype: DataType, values: ArrayLike<number>): TypedArray {
  const exact = arrayFor(dtype, 0).constructor as Float32ArrayConstructor;
  return values instanceof exact ? values : exact.from(values);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

/**
 * What tfjs's cpu kernels find behind a data id, with values that are fetched when they are read.
 */
export class StoredTensor {
  refCount = 1;
  complexTensorInfos?: { real: unknown; imag: unknown };
  readonly dtype: DataType;
  readonly #client: PjrtClient;
  #values?: ArrayLike<unknown>;
  #buffer?: { handle: Handle; shape: readonly number[] };
  /** The value that it is in the program being recorded. */
  recorded?: Value;
  /** Whether its values were made in JavaScript while a step was recorded. */
  isConstant = false;

  constructor(client: PjrtClient, dtype: DataType, values?: ArrayLike<unknown>) {
    this.#client = client;
    this.dtype = dtype;
    this.#values = values;
  }

  get values(): ArrayLike<unknown> | undefined {
    if (this.recorded) throw new RecordedValueError();
    if (this.#values === undefined && this.#buffer !== undefined) {
      const { handle, shape } = this.#buffer;
      const values = arrayFor(this.dtype, sizeOf(shape));
      this.#client.download([handle], [values]);
      this.#values = values;
    }
    return this.#values;
  }

  set values(values: ArrayLike<unknown> | undefined) {
    this.release();
    this.#values = values;
  }

  /** Fetches the values, where they are on the device, while JavaScript goes on. */
  async fetch(): Promise<void> {
    if (this.#values !== undefined || this.#buffer === undefined) return;
    const held = this.#buffer;
    const values = arrayFor(this.dtype, sizeOf(held.shape));
    await this.#client.downloadLater(held.handle, values);
    // A step may have put others in their place meanwhile.
    if (this.#buffer === held) this.#values ??= values;
  }

  /** The device's buffer with the values as `shape`; they are sent where they are not there. */
  bufferOf(shape: readonly number[]): Handle {
    if (this.#buffer?.shape.join() === shape.join()) return this.#buffer.handle;
    const values = exactArray(this.dtype, this.values as ArrayLike<number>);
    const handle = this.#client.upload(values, elementTypeOf[this.dtype], shape);
    this.release();
    this.#values = values;
    this.#buffer = { handle, shape };
    return handle;
  }

  /** Puts a buffer in the place of the values there are. */
  replace(handle: Handle, shape: readonly number[]): void {
    this.release();
    this.#values = undefined;
    this.#buffer = { handle, shape };
  }

  /** Frees what the device holds. */
  release(): void {
    if (this.#buffer !== undefined) this.#client.release(this.#buffer.handle);
    this.#buffer = undefined;
  }
}
