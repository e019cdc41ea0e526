/** In: samples of one channel. Out: a WAV file of 16-bit PCM. */
/** Bytes before the samples: RIFF header, format chunk, header of the data chunk. */
const HEADER_BYTES = 44;

/**
 * `samples` ([samples], full scale ±1, clipped there) as the bytes of a mono WAV file of 16-bit
 * PCM, rounded to the nearest step of 1 / 32768.
 */
export function encodeWav(samples: Float32Array, sampleRateHz: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  const text = (offset: number, characters: string) =>
    [...characters].forEach((c, i) => view.setUint8(offset + i, c.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, view.byteLength - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // size of the format chunk
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a frame
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  for (let i = 0; i < samples.length; i++) {
    const step = Math.round(samples[i] * 32768);
    view.setInt16(HEADER_BYTES + i * 2, Math.max(-32768, Math.min(32767, step)), true);
  }
  return new Uint8Array(view.buffer);
}
