/** Tests only. Sounds whose tempo, key and loudness are known, as bench/parity/music_sound.py's. */
import { encodeWav } from "../../data/audio/wav.ts";
import { MUSIC_RATE_HZ } from "../sound_features.ts";

const samplesOf = (seconds: number) => new Float32Array(Math.floor(seconds * MUSIC_RATE_HZ));

/** A click each beat: a tone of 1 kHz that decays within 30 ms. */
export function madeClicks(tempo: number, seconds = 20): Float32Array {
  const samples = samplesOf(seconds);
  const length = Math.floor(0.03 * MUSIC_RATE_HZ);
  for (let beat = 0;; beat++) {
    const start = Math.round(beat * 60 / tempo * MUSIC_RATE_HZ);
    if (start + length > samples.length) return samples;
    for (let at = 0; at < length; at++) {
      const time = at / MUSIC_RATE_HZ;
      samples[start + at] += 0.8 * Math.sin(2 * Math.PI * 1000 * time) * Math.exp(-time / 0.006);
    }
  }
}

/** Clicks on the beats, the first of four louder, and soft ones between them. */
export function madeBars(tempo: number, seconds = 12): Float32Array {
  const samples = samplesOf(seconds);
  const length = Math.floor(0.03 * MUSIC_RATE_HZ);
  for (let step = 0;; step++) {
    const start = Math.round(step * 30 / tempo * MUSIC_RATE_HZ);
    if (start + length > samples.length) return samples;
    const level = step % 2 ? 0.2 : step % 8 === 0 ? 0.8 : 0.5;
    for (let at = 0; at < length; at++) {
      const time = at / MUSIC_RATE_HZ;
      samples[start + at] += level * Math.sin(2 * Math.PI * 1000 * time) * Math.exp(-time / 0.006);
    }
  }
}

/** Tones of these MIDI numbers, four harmonics each. */
export function madeChord(pitches: readonly number[], seconds = 3): Float32Array {
  return samplesOf(seconds).map((_, at) => {
    let sum = 0;
    for (const pitch of pitches) {
      for (let harmonic = 0; harmonic < 4; harmonic++) {
        const hertz = (harmonic + 1) * 440 * 2 ** ((pitch - 69) / 12);
        sum += 0.5 ** harmonic * Math.sin(2 * Math.PI * hertz * at / MUSIC_RATE_HZ);
      }
    }
    return 0.1 * sum;
  });
}

const STEPS = { major: [0, 2, 4, 5, 7, 9, 11, 12], minor: [0, 2, 3, 5, 7, 8, 10, 12] };
const TRIADS = { major: [0, 4, 7], minor: [0, 3, 7] };

/** A scale up and down over its tonic's triad; `tonic` from 0 (C) to 11. */
export function madeScale(tonic: number, mode: "major" | "minor"): Float32Array {
  const steps = [...STEPS[mode], ...STEPS[mode].toReversed()];
  const part = 0.4;
  const samples = samplesOf(part * steps.length);
  steps.forEach((step, at) => {
    const chord = TRIADS[mode].map((third) => 48 + tonic + third);
    const notes = madeChord([...chord, 60 + tonic + step], part);
    samples.set(notes, at * notes.length);
  });
  return samples;
}

/** Tonic, subdominant, dominant, tonic, over their roots: the dominant is major in both modes. */
export function madeCadence(tonic: number, mode: "major" | "minor"): Float32Array {
  const thirds = mode === "major" ? [4, 4, 4, 4] : [3, 3, 4, 3];
  const chords = [0, 5, 7, 0].map((step, at) => {
    const root = tonic + step;
    return madeChord([36 + root, 60 + root, 60 + root + thirds[at], 67 + root], 0.6);
  });
  const samples = new Float32Array(4 * chords[0].length);
  chords.forEach((chord, at) => samples.set(chord, at * chord.length));
  return samples;
}

/** A chord, 30 dB less of it, and silence, in turn. */
export function madeLoudAndQuiet(): Float32Array {
  const levels = [1, 10 ** -1.5, 0, 1, 10 ** -1.5, 0];
  const chord = madeChord([60, 64, 67], 6);
  const part = Math.floor(chord.length / levels.length);
  return chord.map((value, at) => value * (levels[Math.floor(at / part)] ?? 0));
}

/** A WAV file at {@link MUSIC_RATE_HZ} with tags, such as INAM (title), IART, ICRD (year). */
export function taggedWav(samples: Float32Array, tags: Record<string, string>): Uint8Array {
  const text = new TextEncoder();
  const word = (value: number) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    return [...bytes];
  };
  const chunks = Object.entries(tags).flatMap(([id, value]) => {
    const bytes = [...text.encode(value), 0];
    return [...text.encode(id), ...word(bytes.length), ...bytes, ...bytes.length % 2 ? [0] : []];
  });
  const list = [...text.encode("LIST"), ...word(chunks.length + 4), ...text.encode("INFO")];
  const wav = encodeWav(samples, MUSIC_RATE_HZ);
  const all = Uint8Array.from([...wav, ...list, ...chunks]);
  new DataView(all.buffer).setUint32(4, all.length - 8, true);
  return all;
}
