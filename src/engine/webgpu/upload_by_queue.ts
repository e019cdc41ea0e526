/** Values go to a GPU by its queue. */
import * as tf from "@tensorflow/tfjs-core";

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
export function uploadByQueue(backend: tf.KernelBackend): void {
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
