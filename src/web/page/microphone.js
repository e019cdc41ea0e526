/** The microphone: recordings as WAV. */
import { openDevice } from "./camera.js";
import { encodeWav } from "./encode_wav.js";
import { PageError } from "./page_error.js";

/** Longer recordings stop by themselves: networks analyse the first seconds. */
const LONGEST_S = 8;

/** Below this loudness (full scale is 1) nothing was said. */
const QUIET = 0.001;

/**
 * Starts a recording. `onBlock` hears of its seconds and loudness (root mean square of a block);
 * `onFull` is called once it is as long as it may get, and where the microphone ends by itself.
 * Throws PageError, and then the microphone is free again.
 *
 * @param {(seconds: number, loudness: number) => void} onBlock
 * @param {() => void} onFull
 * @returns the function that ends it: a WAV blob, or undefined where all was silent
 */
export async function startRecording(onBlock, onFull) {
  const constraints = { channelCount: 1, echoCancellation: false, noiseSuppression: false };
  const stream = await openDevice({ audio: constraints }, "microphone");
  let context;
  const release = async () => {
    for (const track of stream.getTracks()) track.stop();
    await context?.close();
  };
  let recorder;
  try {
    context = new AudioContext();
    await context.audioWorklet.addModule("/recorder_worklet.js");
    recorder = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
    // Throws in Firefox where the microphone's sampling rate is not the context's.
    context.createMediaStreamSource(stream).connect(recorder);
    for (const track of stream.getTracks()) track.addEventListener("ended", onFull);
  } catch {
    await release().catch(() => {});
    throw new PageError("microphoneBusy");
  }
  const blocks = [];
  let length = 0;
  let loudest = 0;
  recorder.port.onmessage = ({ data }) => {
    if (length >= LONGEST_S * context.sampleRate) return;
    blocks.push(data);
    length += data.length;
    const loudness = Math.sqrt(data.reduce((sum, sample) => sum + sample ** 2, 0) / data.length);
    loudest = Math.max(loudest, loudness);
    onBlock(length / context.sampleRate, loudness);
    if (length >= LONGEST_S * context.sampleRate) onFull();
  };
  return async () => {
    await release();
    if (loudest < QUIET) return undefined;
    const samples = new Float32Array(length);
    let at = 0;
    for (const block of blocks) {
      samples.set(block, at);
      at += block.length;
    }
    return new Blob([encodeWav(samples, context.sampleRate)], { type: "audio/wav" });
  };
}
