/** The microphone: its samples, as they come. */
import { openDevice } from "./camera.js";
import { PageError } from "./page_error.js";

/** Sampling rates of microphones, the commonest first. */
const RATES_HZ = [48_000, 44_100, 16_000];
const LAST_RATE_HZ = RATES_HZ.at(-1);

/** Waits so long for the first sound. */
const FIRST_SOUND_MS = 10_000;

/** Rates to try, in turn: the browser's own (undefined), what the microphone says, common ones. */
function contextRates(/** @type {MediaStream} */ stream) {
  const said = stream.getAudioTracks()[0]?.getSettings?.().sampleRate;
  const others = RATES_HZ.filter((rate) => rate !== said);
  return [undefined, ...said && said !== LAST_RATE_HZ ? [said] : [], ...others];
}

/**
 * Opens it. Throws PageError, and then it is free again; it is so too where `isWanted` says
 * meanwhile that nobody waits for it any more.
 *
 * @param {object} options
 * @param {(samples: Float32Array, sampleRateHz: number) => void} options.onBlock hears each block
 * @param {() => void} options.onEnd where it ends by itself, such as when it is unplugged
 * @param {() => boolean} options.isWanted
 * @returns {Promise<() => Promise<void>>} what gives it free
 */
export async function openMicrophone({ onBlock, onEnd, isWanted }) {
  const constraints = { channelCount: 1, echoCancellation: false, noiseSuppression: false };
  const stream = await openDevice({ audio: constraints }, "microphone");
  let context;
  let isOpen = true;
  const release = async () => {
    isOpen = false;
    for (const track of stream.getTracks()) track.stop();
    if (context && context.state !== "closed") await context.close();
  };
  let recorder;
  try {
    for (const rate of isWanted() ? contextRates(stream) : []) {
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
    if (!isWanted()) {
      await release();
      return release;
    }
  } catch {
    await release().catch(() => {});
    throw new PageError("microphoneBusy");
  }
  let isHeard = false;
  for (const track of stream.getTracks()) {
    track.addEventListener("ended", () => isOpen && onEnd());
  }
  recorder.port.onmessage = ({ data }) => {
    isHeard = true;
    if (isOpen) onBlock(data, context.sampleRate);
  };
  // Where there is no sound card, and in browsers that save power, it never comes.
  for (let waitedMs = 0; !isHeard && isWanted(); waitedMs += 50) {
    if (waitedMs >= FIRST_SOUND_MS) {
      await release();
      throw new PageError("microphoneBusy");
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  if (!isWanted()) await release();
  return release;
}
