/** In: an array of samples. Out: the same values where threads can read them. */

/** `data` itself where its memory is shared already, else a copy in shared memory. */
export function shareArray<T extends Float32Array | Uint8Array>(data: T): T {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const copy = data instanceof Float32Array
    ? new Float32Array(new SharedArrayBuffer(data.byteLength))
    : new Uint8Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy as T;
}
