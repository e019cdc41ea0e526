/** The numbers of base64 of little-endian float32, as fixtures hold arrays. */
export function decodeFloats(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
}
