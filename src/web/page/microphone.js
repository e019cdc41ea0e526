/** The microphone: recordings as WAV. */
import { openDevice } from "./camera.js";
import { encodeWav } from "./encode_wav.js";
import { PageError } from "./page_error.js";

/** Longer recordings stop by themselves: networks analyse the first seconds. */
const LONGEST_S = 8;

/** Below this loudness (full scale is 1) nothing was said. */
const QUIET = 0.001;

/** Sampling rates of microphones, the commonest first. */
const RATES_HZ = [48_000, 44_100, 16_000];
const LAST_RATE_HZ = RATES_HZ.at(-1);

/** Rates to try, in turn: the browser's own (undefined), what the microphone says, common ones. */
function contextRates(/** @type {MediaStream} */ stream) {
  const said = stream.getAudioTracks()[0]?.getSettings?.().sampleRate;
  const others = RATES_HZ.filter((rate) => rate !== said);
  return [undefined, ...said && said !== LAST_RATE_HZ ? [said] : [], ...others];
}

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
    if (context && context.state !== "closed") await context.close();
  };
  let recorder;
  try {
    for (const rate of contextRates(stream)) {
      context = new AudioContext(rate ? { sampleRate: rate } : {});
      // Safari's begin suspended; where it must stay so, nothing is heard, and that is told.
      context.resume().catch(() => {});
      await context.audioWorklet.addModule("/recorder_worklet.js");
      recorder = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 0 });
      try {
        context.createMediaStreamSource(stream).connect(recorder);
        break;
      } catch (error) {
        // Firefox connects none whose sampling rate is another than the context's.
        await context.close();
        if (error.name !== "NotSupportedError" || rate === LAST_RATE_HZ) throw error;
      }
    }
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
