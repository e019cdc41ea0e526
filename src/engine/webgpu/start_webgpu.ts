/** The webgpu engine: a GPU of any maker through Deno's own WebGPU, without CUDA. */
import * as tf from "@tensorflow/tfjs-core";
import { UserError } from "../../base/user_error.ts";
import { setBackend } from "../select_engine.ts";
import { muteStandardError } from "../tensorflow/c_library.ts";
import { registerKernels } from "./register_kernels.ts";

/** Programs; what they free is kept until they are sent. */
const SENT_AT_ONCE = 64;

/**
 * Starts the webgpu engine and returns the GPU's name. Values can be read asynchronously only:
 * `await tensor.data()`. Throws UserError where there is no GPU that WebGPU can use.
 *
 * Not to be followed by TensorFlow in the same process: Mesa's software driver brings an LLVM whose
 * symbols TensorFlow's libraries would then take for their own, and crash.
 */
export async function startWebgpu(): Promise<string> {
  const device = await findDevice();
  if (device === undefined) throw new UserError(advice(Deno.build.os));
  await import("@tensorflow/tfjs-backend-webgpu");
  registerKernels();
  // By default every 15 programs are sent to the GPU, which takes longer than most of them run.
  tf.env().set("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE", SENT_AT_ONCE);
  // The graphics libraries complain of a missing screen.
  const restore = muteStandardErrorOfGraphics();
  try {
    await setBackend("webgpu");
  } finally {
    restore();
  }
  uploadByQueue(tf.backend());
  refuseSynchronousReading(tf.backend());
  failWhereTheGpuFailed(tf.backend());
  return device;
}

/** The name of the GPU that WebGPU would take; undefined where there is none. */
async function findDevice(): Promise<string | undefined> {
  const restore = muteStandardErrorOfGraphics();
  try {
    const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) return undefined;
    return adapter.info.description || adapter.info.device || "GPU";
  } finally {
    restore();
  }
}

/** Windows has no such complaints, nor the functions to mute them. */
function muteStandardErrorOfGraphics(): () => void {
  return Deno.build.os === "windows" ? () => {} : muteStandardError();
}

function advice(os: typeof Deno.build.os): string {
  const driver = os === "linux"
    ? "install the GPU's Vulkan driver (Debian and Ubuntu: libvulkan1 with the maker's driver or " +
      "mesa-vulkan-drivers, which also computes without a GPU, slowly)"
    : "install the GPU's current driver";
  return `The webgpu engine finds no GPU; ${driver}, or take --engine auto`;
}

/** tfjs reads synchronously through a canvas, which Deno does not have. */
function refuseSynchronousReading(backend: tf.KernelBackend): void {
  const inside = backend as unknown as { tensorMap: { get(id: object): { values?: unknown } } };
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    // Values that have not left for the GPU, or have been fetched.
    if (inside.tensorMap.get(dataId).values != null) return readSync(dataId);
    throw new Error(
      "The webgpu engine cannot read a tensor synchronously; await tensor.data() instead",
    );
  };
}

/**
 * What a GPU refuses, such as memory that it does not have, it tells by an event alone, and what is
 * read of it afterwards is wrong: reading fails instead.
 */
function failWhereTheGpuFailed(backend: tf.KernelBackend): void {
  const { device } = backend as unknown as { device: EventTarget };
  let first: string | undefined;
  device.addEventListener("uncapturederror", (event) => {
    first ??= (event as Event & { error: { message: string } }).error.message;
  });
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const values = await read(dataId);
    if (first !== undefined) throw new Error(`The GPU failed: ${first.trim()}`);
    return values;
  };
}

// Values go to a GPU by its queue.

/** The inside of tfjs's backend that uploads. */
interface UploadingBackend {
  tensorMap: { get(id: object): UploadedTensor };
  bufferManager: { acquireBuffer(bytes: number, usage: number): object };
  queue: { writeBuffer(buffer: object, offset: number, values: ArrayBufferView): void };
  uploadToGPU(id: object): void;
}

interface UploadedTensor {
  dtype: tf.DataType;
  shape: number[];
  values: ArrayLike<number> | null;
  resource: object | null;
}

/**
 * Has the backend upload through the queue. tfjs maps the GPU's memory into the program's, from
 * where Deno first copies it: memory that is made for writing alone is read at some 10 MB/s.
 */
function uploadByQueue(backend: tf.KernelBackend): void {
  const inside = backend as unknown as UploadingBackend;
  const theirs = inside.uploadToGPU.bind(inside);
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  inside.uploadToGPU = (id) => {
    const tensor = inside.tensorMap.get(id);
    const { resource, values, dtype, shape } = tensor;
    if (resource != null || values == null || dtype === "complex64") return theirs(id);
    const bytes = 4 * tf.util.sizeFromShape(shape);
    const buffer = inside.bufferManager.acquireBuffer(bytes, STORAGE | COPY_SRC | COPY_DST);
    inside.queue.writeBuffer(buffer, 0, as32Bits(values, dtype));
    tensor.values = null;
    tensor.resource = buffer;
  };
}

/** Programs read float32 and int32 alone. */
function as32Bits(values: ArrayLike<number>, dtype: tf.DataType): ArrayBufferView {
  if (dtype === "float32") {
    return values instanceof Float32Array ? values : Float32Array.from(values);
  }
  return values instanceof Int32Array ? values : Int32Array.from(values);
}
