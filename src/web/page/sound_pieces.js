/** What is made of the microphone's samples: one recording, or window after window. As WAV. */
import { encodeWav } from "./encode_wav.js";

/** Longer recordings stop by themselves: networks analyse the first seconds. */
const LONGEST_S = 8;

/** Below this loudness (full scale is 1) nothing was said. */
const QUIET = 0.001;

/** Live, so much sound is analysed at once, and a new one begins each so many seconds. */
export const WINDOW_S = 3;
export const WINDOW_HOP_S = 1.5;

/** The root mean square of samples. */
export function loudnessOf(/** @type {Float32Array} */ samples) {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
}

/** Collects one recording. `onFull` is called once it is as long as it may get. */
export function createRecording(/** @type {() => void} */ onFull) {
  const blocks = [];
  let length = 0;
  let loudest = 0;
  let rateHz = 0;
  return {
    /**
     * @param {Float32Array} samples
     * @param {number} sampleRateHz
     */
    add(samples, sampleRateHz) {
      rateHz = sampleRateHz;
      if (length >= LONGEST_S * rateHz) return;
      blocks.push(samples);
      length += samples.length;
      loudest = Math.max(loudest, loudnessOf(samples));
      if (length >= LONGEST_S * rateHz) onFull();
    },
    get seconds() {
      return rateHz ? length / rateHz : 0;
    },
    /** The recording as WAV; undefined where all was silent. */
    finish: () => loudest < QUIET ? undefined : wavOf(blocks, rateHz),
  };
}

/** Cuts what comes into windows that overlap; `onWindow` gets each as WAV. */
export function createWindows(/** @type {(window: Blob) => void} */ onWindow) {
  const blocks = [];
  let length = 0;
  return {
    /**
     * @param {Float32Array} samples
     * @param {number} sampleRateHz
     */
    add(samples, sampleRateHz) {
      blocks.push(samples);
      length += samples.length;
      if (length < WINDOW_S * sampleRateHz) return;
      onWindow(wavOf(blocks, sampleRateHz));
      while (length - blocks[0].length >= (WINDOW_S - WINDOW_HOP_S) * sampleRateHz) {
        length -= blocks.shift().length;
      }
    },
  };
}

/**
 * @param {Float32Array[]} blocks
 * @param {number} sampleRateHz
 */
function wavOf(blocks, sampleRateHz) {
  const samples = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return new Blob([encodeWav(samples, sampleRateHz)], { type: "audio/wav" });
}
