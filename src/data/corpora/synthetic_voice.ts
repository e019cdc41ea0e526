/**
 * A source-filter synthesiser of short words, for the generated corpus: glottal pulses and breath
 * (Klatt and Klatt 1990, the KLGLOTT88 source) through a cascade of five formants that move from
 * sound to sound (Klatt 1980), and noise of bursts and sibilants beside it. A voice sets pitch,
 * length of the vocal tract, tempo and quality; a manner of speaking scales them.
 */
import type { Random } from "../../base/random.ts";

/** Who speaks. */
export interface Voice {
  /** Mean fundamental frequency in hertz. */
  pitchHz: number;
  /** Scales all formants: 17.5 cm over the length of the vocal tract, about 0.9 to 1.2. */
  formantScale: number;
  /** Scales the tempo; 1 is about five sounds a second. */
  tempo: number;
  /** Level of neutral speech in decibels of full scale, as microphone and person have it. */
  levelDb: number;
  /** Part of a period during which the glottis is open, 0.3 (tense) to 0.9 (breathy). */
  openQuotient: number;
  /** The room's noise, in decibels of full scale. */
  noiseDb: number;
  /** How much of a manner the person shows in pitch, tempo and energy: 1 all of it. */
  shows: { pitch: number; tempo: number; energy: number };
}

/** How it is spoken, as changes of the voice's own. */
export interface Manner {
  /** Of the mean pitch, in semitones. */
  pitchSemitones: number;
  /** Height of the accents, in semitones. */
  accentSemitones: number;
  /** Rise (or fall, negative) over the last third, in semitones. */
  endSemitones: number;
  /** Factor on the tempo. */
  tempo: number;
  /** Of the level, in decibels. */
  levelDb: number;
  /** Change of the open quotient: negative is tense, positive breathy. */
  openQuotient: number;
  /** Loss of the source at 3 kHz beyond a tense voice's, in decibels. */
  tiltDb: number;
  /** Share of breath in the source, 0 to 1. */
  breath: number;
  /** Factor on the formants, above 1 for spread lips. */
  formants: number;
}

interface Sound {
  /** First three formants in hertz, of a vocal tract of 17.5 cm. */
  formantsHz: readonly [number, number, number];
  /** Seconds at tempo 1. */
  durationS: number;
  /** Of the glottal source, 0 to 1. */
  voicing: number;
  /** Of noise made in the mouth, 0 to 1, and the middle of its band in hertz. */
  friction?: { strength: number; frequencyHz: number; bandwidthHz: number };
  /** A closure of so many seconds at tempo 1, with the friction as its burst. */
  closureS?: number;
}

const vowel = (...formantsHz: [number, number, number]): Sound => ({
  formantsHz,
  durationS: 0.17,
  voicing: 1,
});

const stop = (
  formantsHz: [number, number, number],
  frequencyHz: number,
  voicing: number,
): Sound => ({
  formantsHz,
  durationS: 0.09,
  voicing,
  closureS: 0.07,
  friction: { strength: 0.1, frequencyHz, bandwidthHz: 800 },
});

/**
 * Vowels: the means of men in Peterson and Barney (1952); consonants near Klatt's table (1980), the r
 * a tap.
 */
const SOUNDS: Readonly<Record<string, Sound>> = {
  a: vowel(730, 1090, 2440),
  e: vowel(530, 1840, 2480),
  i: vowel(270, 2290, 3010),
  o: vowel(570, 840, 2410),
  u: vowel(300, 870, 2240),
  p: stop([400, 1100, 2150], 1200, 0),
  t: stop([400, 1600, 2600], 4200, 0),
  k: stop([300, 1990, 2850], 2000, 0),
  b: stop([200, 1100, 2150], 1000, 0.3),
  d: stop([200, 1600, 2600], 3600, 0.3),
  m: { formantsHz: [480, 1270, 2130], durationS: 0.08, voicing: 0.45 },
  n: { formantsHz: [480, 1340, 2470], durationS: 0.08, voicing: 0.45 },
  l: { formantsHz: [310, 1050, 2880], durationS: 0.07, voicing: 0.6 },
  r: { formantsHz: [310, 1260, 1600], durationS: 0.05, voicing: 0.5 },
  s: {
    formantsHz: [320, 1390, 2530],
    durationS: 0.12,
    voicing: 0,
    friction: { strength: 0.05, frequencyHz: 5200, bandwidthHz: 1500 },
  },
};

/** The fourth and fifth formant in hertz, which hardly move, and all bandwidths. */
const HIGH_FORMANTS_HZ = [3500, 4500] as const;
const BANDWIDTHS_HZ = [70, 100, 150, 220, 300] as const;

/** Samples between two settings of the filters: 5 ms at 16 kHz. */
const STEP = 80;
/** How much of the way to their aim the formants go in a step. */
const GLIDE = 0.25;

/** What the mouth does in one step. */
interface Step {
  formantsHz: number[];
  voicing: number;
  friction: { strength: number; frequencyHz: number; bandwidthHz: number };
}

/**
 * Speaks `word`, letters of {@link SOUNDS}, at `sampleRateHz`: mono samples within ±0.95, with some
 * hundredths of a second of the room's noise before and after.
 */
export function speak(
  word: string,
  voice: Voice,
  manner: Manner,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  const { shows } = voice;
  const tempo = voice.tempo * manner.tempo ** shows.tempo;
  const steps = mouthSteps(word, tempo, voice.formantScale * manner.formants, sampleRateHz);
  const length = steps.length * STEP;
  const pitchHz = pitchContour(word, voice, manner, steps.length, random);
  const source = glottalSource(pitchHz, voice, manner, sampleRateHz, random);
  const speech = throughMouth(source, steps, sampleRateHz, random);
  const levelDb = voice.levelDb + manner.levelDb * shows.energy;
  toLevel(speech, levelDb);
  const pause = () => Math.round(sampleRateHz * (0.02 + 0.03 * random.uniform()));
  const before = pause();
  const samples = new Float32Array(before + length + pause());
  samples.set(speech, before);
  const noise = 10 ** (voice.noiseDb / 20) * Math.sqrt(3);
  for (let i = 0; i < samples.length; i++) samples[i] += noise * (2 * random.uniform() - 1);
  return samples;
}

/** What the mouth does, step by step. */
function mouthSteps(word: string, tempo: number, scale: number, sampleRateHz: number): Step[] {
  const stepS = STEP / sampleRateHz;
  const steps: Step[] = [];
  const silent = { strength: 0, frequencyHz: 2000, bandwidthHz: 800 };
  const present = [...word].map((letter) => SOUNDS[letter]);
  const aims = (sound: Sound) =>
    [...sound.formantsHz, ...HIGH_FORMANTS_HZ].map((frequencyHz) => frequencyHz * scale);
  let formantsHz = aims(present[0]);
  let voicing = 0;
  const add = (sound: Sound, seconds: number, aim: number, friction: Step["friction"]) => {
    for (let left = Math.max(1, Math.round(seconds / tempo / stepS)); left > 0; left--) {
      const to = aims(sound);
      formantsHz = formantsHz.map((from, at) => from + GLIDE * (to[at] - from));
      voicing += 0.4 * (aim - voicing);
      steps.push({ formantsHz, voicing, friction });
    }
  };
  for (const sound of present) {
    const { closureS, friction } = sound;
    const noise = friction ? { ...friction, frequencyHz: friction.frequencyHz * scale } : silent;
    if (closureS !== undefined) {
      // A voiced stop murmurs behind the lips, then the burst opens it.
      add(sound, closureS, sound.voicing * 0.3, silent);
      add(sound, 0.012, sound.voicing, noise);
    } else {
      add(sound, sound.durationS, sound.voicing, noise);
    }
  }
  // The last sound fades.
  add(present.at(-1)!, 0.06, 0, silent);
  return steps;
}

/** The pitch of each step in hertz: declination, an accent on each vowel, and the end's movement. */
function pitchContour(
  word: string,
  { pitchHz, shows }: Voice,
  manner: Manner,
  steps: number,
  random: Random,
): Float64Array {
  const vowels = [...word].flatMap((letter, at) => "aeiou".includes(letter) ? [at] : []);
  const accents = vowels.map((at, which) => ({
    at: (at + 0.5) / word.length,
    height: manner.accentSemitones * (which % 2 === 0 ? 1 : 0.4) * (0.8 + 0.4 * random.uniform()),
  }));
  let drift = 0;
  return Float64Array.from({ length: steps }, (_, step) => {
    const at = step / steps;
    drift = 0.95 * drift + 0.06 * random.normal();
    const accented = accents.reduce(
      (sum, accent) => sum + accent.height * Math.exp(-(((at - accent.at) / 0.1) ** 2)),
      0,
    );
    const end = manner.endSemitones * Math.max(0, (at - 0.66) / 0.34) ** 1.5;
    const shown = manner.pitchSemitones + accented + end;
    return pitchHz * 2 ** ((shown * shows.pitch + drift + 1 - 2 * at) / 12);
  });
}

/**
 * The flow's derivative: 2u - 3u² while the glottis opens and closes (u from 0 to 1), which ends in
 * the jump that excites the formants; each period a little longer or shorter, louder or softer than
 * the last. Breath is noise, the stronger the wider the glottis.
 */
function glottalSource(
  pitchHz: Float64Array,
  voice: Voice,
  manner: Manner,
  sampleRateHz: number,
  random: Random,
): Float32Array {
  const open = Math.min(0.92, Math.max(0.25, voice.openQuotient + manner.openQuotient));
  const smoothing = tiltCoefficient(Math.max(0, manner.tiltDb), sampleRateHz);
  const source = new Float32Array(pitchHz.length * STEP);
  let phase = 0;
  let smooth = 0;
  let [period, strength] = [1, 1];
  for (let i = 0; i < source.length; i++) {
    phase += pitchHz[Math.floor(i / STEP)] * period / sampleRateHz;
    if (phase >= 1) {
      phase -= 1;
      period = 1 + 0.008 * random.normal();
      strength = 1 + 0.04 * random.normal();
    }
    const u = phase / open;
    const pulse = u < 1 ? strength * (2 * u - 3 * u * u) : 0;
    const noise = (2 * random.uniform() - 1) * (u < 1 ? 1 : 0.3);
    smooth = smoothing * smooth + (1 - smoothing) * pulse;
    source[i] = (1 - manner.breath) * smooth + 0.5 * manner.breath * noise;
  }
  return source;
}

/** The pole of a low-pass filter of first order that loses `tiltDb` at 3 kHz. */
function tiltCoefficient(tiltDb: number, sampleRateHz: number): number {
  // |H|² = (1 - a)² / (1 - 2 a cos w + a²) = g, solved for a.
  const gain = 10 ** (-tiltDb / 10);
  if (gain >= 1) return 0;
  const half = (1 - gain * Math.cos((2 * Math.PI * 3000) / sampleRateHz)) / (1 - gain);
  return half - Math.sqrt(half * half - 1);
}

/** Source and friction through the formants, whose filters are set anew each step. */
function throughMouth(
  source: Float32Array,
  steps: readonly Step[],
  sampleRateHz: number,
  random: Random,
): Float32Array {
  const speech = new Float32Array(source.length);
  const formants = BANDWIDTHS_HZ.map(() => new Resonator());
  const mouth = new Resonator();
  let [voicing, strength, lastNoise] = [0, 0, 0];
  for (const [step, { formantsHz, friction, ...aim }] of steps.entries()) {
    for (const [at, formant] of formants.entries()) {
      formant.set(formantsHz[at], BANDWIDTHS_HZ[at], sampleRateHz);
    }
    mouth.set(friction.frequencyHz, friction.bandwidthHz, sampleRateHz);
    for (let i = step * STEP; i < (step + 1) * STEP; i++) {
      // No clicks where a step begins.
      voicing += 0.03 * (aim.voicing - voicing);
      strength += 0.03 * (friction.strength - strength);
      let value = voicing * source[i];
      for (const formant of formants) value = formant.next(value);
      const noise = 2 * random.uniform() - 1;
      // The difference of two: little of it is low.
      speech[i] = value + mouth.next(strength * (noise - lastNoise));
      lastNoise = noise;
    }
  }
  return speech;
}

/** A pair of poles with unit gain at 0 Hz. */
class Resonator {
  private gain = 1;
  private first = 0;
  private second = 0;
  private last = 0;
  private before = 0;

  set(frequencyHz: number, bandwidthHz: number, sampleRateHz: number): void {
    const radius = Math.exp((-Math.PI * bandwidthHz) / sampleRateHz);
    // What would lie above half the sampling rate stays below it.
    const turn = Math.min((2 * Math.PI * frequencyHz) / sampleRateHz, 0.95 * Math.PI);
    this.first = 2 * radius * Math.cos(turn);
    this.second = -radius * radius;
    this.gain = 1 - this.first - this.second;
  }

  next(sample: number): number {
    const value = this.gain * sample + this.first * this.last + this.second * this.before;
    this.before = this.last;
    this.last = value;
    return value;
  }
}

/** Scales `samples` in place to a level (root mean square), but no peak beyond 0.9. */
function toLevel(samples: Float32Array, levelDb: number): void {
  let [sum, peak] = [0, 0];
  for (const sample of samples) {
    sum += sample * sample;
    peak = Math.max(peak, Math.abs(sample));
  }
  const wanted = 10 ** (levelDb / 20) / (Math.sqrt(sum / samples.length) || 1);
  const factor = Math.min(wanted, 0.9 / (peak || 1));
  for (let i = 0; i < samples.length; i++) samples[i] *= factor;
}
