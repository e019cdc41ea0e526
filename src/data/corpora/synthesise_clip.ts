/**
 * In: a voice, a word and a manner of speaking. Out: a generated utterance: a pulse train with
 * a pitch contour through formant resonators, syllable by syllable, with breath noise.
 */
import type { Random } from "../../base/random.ts";

/** Who speaks. */
export interface Voice {
  /** Mean fundamental frequency in hertz. */
  pitchHz: number;
  /** Scales all formants; about 0.9 for a long vocal tract, 1.15 for a short one. */
  formantScale: number;
}

/** How it is spoken: factors on the voice's own. */
export interface Manner {
  pitchFactor: number;
  /** Octaves that the pitch rises (or falls, negative) over the word. */
  pitchSlope: number;
  /** Octaves that the pitch swings about its line, twice a word. */
  pitchSwing: number;
  /** Syllables a second. */
  syllableRateHz: number;
  /** Peak of the loudest syllable, full scale 1. */
  peak: number;
  /** Part of the source that is noise, 0 to 1. */
  breath: number;
  /** Attenuation per sample of the source's low-pass filter, 0 (bright) to 1 (dull). */
  dullness: number;
}

/** First three formants of five vowels in hertz, and their bandwidths. */
const VOWELS_HZ = [[750, 1250, 2550], [530, 1850, 2500], [300, 2300, 3000], [500, 950, 2450], [
  330,
  850,
  2300,
]];
const BANDWIDTHS_HZ = [80, 110, 160];

/**
 * Synthesises the word, given by its vowels (indices 0 to 4, one a syllable), at `sampleRateHz`.
 * Returns mono samples within ±`manner.peak`.
 */
export function synthesiseClip(
  vowels: number[],
  voice: Voice,
  manner: Manner,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  const syllableSamples = Math.round(sampleRateHz / manner.syllableRateHz);
  const samples = new Float32Array(vowels.length * syllableSamples);
  const source = glottalSource(samples.length, voice, manner, sampleRateHz, random);
  for (const [syllable, vowel] of vowels.entries()) {
    const start = syllable * syllableSamples;
    const part = source.slice(start, start + syllableSamples);
    for (const [formant, frequencyHz] of VOWELS_HZ[vowel].entries()) {
      resonate(part, frequencyHz * voice.formantScale, BANDWIDTHS_HZ[formant], sampleRateHz);
    }
    // A raised sine opens and closes the syllable.
    for (let i = 0; i < part.length; i++) {
      samples[start + i] = part[i] * Math.sin((Math.PI * (i + 0.5)) / part.length) ** 0.7;
    }
  }
  return scaled(samples, manner.peak);
}

/** Pulses at the contour's pitch, low-passed, mixed with noise: [samples]. */
function glottalSource(
  length: number,
  voice: Voice,
  manner: Manner,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  const source = new Float32Array(length);
  let phase = 0;
  let smooth = 0;
  for (let i = 0; i < length; i++) {
    const at = i / length;
    const octaves = manner.pitchSlope * (at - 0.5) +
      manner.pitchSwing * Math.sin(4 * Math.PI * at);
    phase += (voice.pitchHz * manner.pitchFactor * 2 ** octaves) / sampleRateHz;
    const pulse = phase >= 1 ? 1 : 0;
    phase %= 1;
    const noise = (random.uniform() * 2 - 1) * 0.15;
    const mixed = (1 - manner.breath) * pulse + manner.breath * noise;
    smooth = manner.dullness * smooth + (1 - manner.dullness) * mixed;
    source[i] = smooth;
  }
  return source;
}

/** Passes `samples` in place through a two-pole resonator of unit gain at 0 Hz. */
function resonate(
  samples: Float32Array,
  frequencyHz: number,
  bandwidthHz: number,
  sampleRateHz: number,
) {
  const radius = Math.exp((-Math.PI * bandwidthHz) / sampleRateHz);
  const first = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz);
  const second = -radius * radius;
  const gain = 1 - first - second;
  let last = 0;
  let before = 0;
  for (let i = 0; i < samples.length; i++) {
    const value = gain * samples[i] + first * last + second * before;
    before = last;
    last = value;
    samples[i] = value;
  }
}

function scaled(samples: Float32Array, peak: number): Float32Array {
  let greatest = 0;
  for (const sample of samples) greatest = Math.max(greatest, Math.abs(sample));
  return samples.map((sample) => (sample * peak) / (greatest || 1));
}
