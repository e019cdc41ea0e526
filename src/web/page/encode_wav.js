/**
 * The bytes of a mono WAV file of 16-bit PCM.
 * @param {Float32Array} samples full scale ±1
 * @param {number} sampleRateHz
 */
export function encodeWav(samples, sampleRateHz) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at, words) => [...words].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
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
  samples.forEach((sample, i) => {
    const step = Math.round(sample * 32768);
    view.setInt16(44 + i * 2, Math.max(-32768, Math.min(32767, step)), true);
  });
  return view.buffer;
}
