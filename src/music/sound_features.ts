/**
 * What music sounds like: tempo and strength of its beat, key and mode, loudness, brightness, and
 * from these a rough place on the plane of valence and energy.
 */
import { createMelFilters } from "../dsp/mel.ts";
import { createResampler } from "../dsp/resample.ts";
import { createPowerSpectra, createWindow, powerToDecibels } from "../dsp/stft.ts";
import { UserError } from "../base/user_error.ts";

/** What is measured of a piece. */
export interface SoundFeatures {
  /** Beats a minute. */
  tempo: number;
  /** How regular the beat is, 0 to 1: the onsets' autocorrelation at the beat's period. */
  beatStrength: number;
  /** Onsets a second. */
  onsetRate: number;
  /** Pitch class of the key: 0 C, 1 C♯, … 11 B. */
  key: number;
  mode: "major" | "minor";
  /** By how much the key's correlation exceeds that of the best key of the other mode, −2 to 2. */
  modeClarity: number;
  /** Integrated loudness in LUFS (ITU-R BS.1770-4), of the mono mixture. */
  loudness: number;
  /** Spectral centroid in hertz, the mean over frames weighted by their energy. */
  brightness: number;
  /** Spectral flatness, 0 (tones) to 1 (noise), the mean over frames. */
  noisiness: number;
}

/** What analysis is done at. */
export const MUSIC_RATE_HZ = 22_050;

const FFT = 2048;
const HOP = 512;
/** What is listened to of a long piece: two minutes of its middle. */
const LONGEST_S = 120;
const SHORTEST_S = 2;

const stft = { fftSize: FFT, hopSamples: HOP, window: "hann", centre: "constant" } as const;
const spectraOf = createPowerSpectra(stft);
/** Semitones of low voices are told apart by longer frames than beats are. */
const HARMONY_FFT = 8192;
const harmonySpectraOf = createPowerSpectra({
  ...stft,
  fftSize: HARMONY_FFT,
  hopSamples: HARMONY_FFT / 4,
});
const mel = createMelFilters({
  sampleRateHz: MUSIC_RATE_HZ,
  fftSize: FFT,
  melBins: 128,
  melScale: "slaney",
});

/**
 * Measures a piece.
 *
 * @param samples [samples] mono, full scale ±1, of which two minutes in the middle count
 * @param sampleRateHz of `samples`
 * @throws UserError where it is shorter than two seconds or silent
 */
export function soundFeatures(samples: Float32Array, sampleRateHz: number): SoundFeatures {
  if (samples.length < SHORTEST_S * sampleRateHz) {
    const found = (samples.length / sampleRateHz).toFixed(1);
    throw new UserError(`Expected at least ${SHORTEST_S} s of music, but found ${found} s`);
  }
  const most = Math.round(LONGEST_S * sampleRateHz);
  const start = Math.max(0, Math.floor((samples.length - most) / 2));
  const middle = samples.subarray(start, start + most);
  const heard = sampleRateHz === MUSIC_RATE_HZ
    ? middle
    : createResampler(sampleRateHz, MUSIC_RATE_HZ)(middle);
  const loudness = integratedLoudness(heard, MUSIC_RATE_HZ);
  if (loudness === -Infinity) throw new UserError("Expected music, but found silence");
  const { values: powers, frames, bins } = spectraOf(heard);
  const onsets = onsetStrength(powers, frames);
  const { tempo, strength } = estimateTempo(onsets);
  return {
    tempo,
    beatStrength: strength,
    onsetRate: countOnsets(onsets) / (frames * HOP / MUSIC_RATE_HZ),
    ...estimateKey(chroma(heard)),
    loudness,
    ...timbre(powers, frames, bins),
  };
}

// Rhythm.

/**
 * How much louder mel bands become, the mean over 128 of them in decibels; frame t is centred at
 * sample t · 512. As `librosa.onset.onset_strength` (spectral flux, Böck and Widmer 2013).
 *
 * @param powers [frames, 1025] of samples at {@link MUSIC_RATE_HZ}
 */
export function onsetStrength(powers: Float32Array, frames: number): Float32Array {
  const bands = mel.apply(powers, frames);
  powerToDecibels(bands, 80);
  const count = bands.length / frames;
  const flux = new Float32Array(frames);
  // An onset is heard when its frame begins, not at its centre.
  const late = FFT / (2 * HOP);
  for (let frame = 1; frame + late < frames; frame++) {
    let sum = 0;
    for (let band = 0; band < count; band++) {
      const at = frame * count + band;
      sum += Math.max(0, bands[at] - bands[at - count]);
    }
    flux[frame + late] = sum / count;
  }
  return flux;
}

const FRAMES_A_MINUTE = 60 * MUSIC_RATE_HZ / HOP;
/** Eight seconds, as librosa.feature.tempo. */
const WINDOW = Math.floor(8 * MUSIC_RATE_HZ / HOP);
/** Tempi from 30 to 320 are considered, those about 120 preferred, an octave from it less so. */
const USUAL_TEMPO = 120;
const HIGHEST_TEMPO = 320;
const LOWEST_TEMPO = 30;
/** Windows are taken at every so many frames. */
const STRIDE = 4;

/**
 * The tempo by the mean autocorrelation of the onsets over windows of eight seconds, with a
 * log-normal preference for 120 beats a minute: the period that `librosa.feature.tempo` finds
 * (Grosche, Müller and Kurth 2010), then refined by its multiples, as a frame is 23 ms.
 */
export function estimateTempo(onsets: Float32Array): { tempo: number; strength: number } {
  const correlation = meanAutocorrelation(onsets);
  let best = 0, worth = -Infinity;
  for (let lag = 1; lag < WINDOW; lag++) {
    const tempo = FRAMES_A_MINUTE / lag;
    if (tempo >= HIGHEST_TEMPO || tempo < LOWEST_TEMPO) continue;
    const prior = -0.5 * Math.log2(tempo / USUAL_TEMPO) ** 2;
    const own = Math.log1p(1e6 * correlation[lag]) + prior;
    if (own > worth) [best, worth] = [lag, own];
  }
  if (best === 0) return { tempo: USUAL_TEMPO, strength: 0 };
  const period = refinedPeriod(correlation, best);
  return {
    tempo: FRAMES_A_MINUTE / period,
    strength: Math.min(1, Math.max(0, correlation[best])),
  };
}

/** Of windows with a Hann taper, each divided by its value at lag 0; [lags]. */
function meanAutocorrelation(onsets: Float32Array): Float64Array {
  const half = Math.floor(WINDOW / 2);
  const taper = createWindow("hann", WINDOW);
  const mean = new Float64Array(WINDOW);
  const own = new Float64Array(WINDOW);
  let count = 0;
  for (let centre = 0; centre < onsets.length; centre += STRIDE) {
    for (let at = 0; at < WINDOW; at++) {
      own[at] = taper[at] * (onsets[centre - half + at] ?? 0);
    }
    let energy = 0;
    for (const value of own) energy += value * value;
    count++;
    if (energy === 0) continue;
    for (let lag = 0; lag < WINDOW; lag++) {
      let sum = 0;
      for (let at = lag; at < WINDOW; at++) sum += own[at] * own[at - lag];
      mean[lag] += sum / energy;
    }
  }
  return mean.map((sum) => sum / count);
}

/** The period of which most multiples, up to eight, lie at peaks; in frames and fractions. */
function refinedPeriod(correlation: Float64Array, lag: number): number {
  let period = peakAt(correlation, lag);
  for (let multiple = 2; multiple <= 8; multiple++) {
    const expected = Math.round(period * multiple);
    if (expected + 1 >= correlation.length) break;
    let highest = expected;
    for (const near of [expected - 1, expected + 1]) {
      if (correlation[near] > correlation[highest]) highest = near;
    }
    const isPeak = correlation[highest] >= correlation[highest - 1] &&
      correlation[highest] >= (correlation[highest + 1] ?? 0);
    if (!isPeak || correlation[highest] < 0.1 * correlation[lag]) break;
    period = peakAt(correlation, highest) / multiple;
  }
  return period;
}

/** Where the parabola through a peak and its neighbours is highest. */
function peakAt(values: Float64Array, at: number): number {
  const [before, peak, after] = [values[at - 1], values[at], values[at + 1] ?? 0];
  const curvature = before - 2 * peak + after;
  return curvature < 0 ? at + 0.5 * (before - after) / curvature : at;
}

/** Local maxima within 70 ms that rise above the mean of the seconds around them. */
function countOnsets(onsets: Float32Array): number {
  const near = 3;
  const around = Math.round(MUSIC_RATE_HZ / HOP / 2);
  const highest = onsets.reduce((most, value) => Math.max(most, value), 0);
  let count = 0;
  for (let at = 0; at < onsets.length; at++) {
    const value = onsets[at];
    let isPeak = value > 0;
    for (let other = at - near; isPeak && other <= at + near; other++) {
      isPeak = other === at || !(onsets[other] > value || (onsets[other] === value && other < at));
    }
    if (!isPeak) continue;
    const part = onsets.subarray(Math.max(0, at - around), at + around + 1);
    const mean = part.reduce((sum, own) => sum + own, 0) / part.length;
    if (value >= mean + 0.07 * highest) count++;
  }
  return count;
}

// Harmony.

/** Weights from bins to pitch classes, made once: [12, 4097]. */
const pitchClasses = chromaFilters();

/**
 * As `librosa.filters.chroma(norm=2)`: Gaussian bumps as wide as a bin around each pitch class,
 * octaves weighted about the fifth (Ellis 2007), tuned to 440 Hz.
 */
function chromaFilters(): Float64Array {
  const bins = HARMONY_FFT / 2 + 1;
  const place = (bin: number) => 12 * Math.log2(bin * MUSIC_RATE_HZ / HARMONY_FFT / (440 / 16));
  const places = Array.from({ length: HARMONY_FFT }, (_, bin) => bin ? place(bin) : place(1) - 18);
  const weights = new Float64Array(12 * bins);
  for (let bin = 0; bin < bins; bin++) {
    const width = Math.max(1, (places[bin + 1] ?? Infinity) - places[bin]);
    const own = Array.from({ length: 12 }, (_, pitch) => {
      const distance = (((places[bin] - pitch + 6) % 12) + 12) % 12 - 6;
      return Math.exp(-0.5 * (2 * distance / width) ** 2);
    });
    const norm = Math.hypot(...own);
    const octave = Math.exp(-0.5 * ((places[bin] / 12 - 5) / 2) ** 2);
    // Counted from A there, from C here.
    own.forEach((weight, pitch) => weights[(pitch + 9) % 12 * bins + bin] = weight / norm * octave);
  }
  return weights;
}

/**
 * How strong each pitch class is: the mean over frames, each divided by its largest, as
 * `librosa.feature.chroma_stft(tuning=0, n_fft=8192, hop_length=2048).mean(axis=1)`.
 *
 * @param samples at {@link MUSIC_RATE_HZ}
 * @returns [12] from C
 */
export function chroma(samples: Float32Array): Float64Array {
  const { values: powers, frames } = harmonySpectraOf(samples);
  const bins = HARMONY_FFT / 2 + 1;
  const mean = new Float64Array(12);
  const own = new Float64Array(12);
  for (let frame = 0; frame < frames; frame++) {
    own.fill(0);
    for (let pitch = 0; pitch < 12; pitch++) {
      for (let bin = 0; bin < bins; bin++) {
        own[pitch] += pitchClasses[pitch * bins + bin] * powers[frame * bins + bin];
      }
    }
    const largest = Math.max(...own);
    if (largest > 1e-30) own.forEach((value, pitch) => mean[pitch] += value / largest / frames);
  }
  return mean;
}

/** How well each pitch class fits a key, from its tonic (Krumhansl and Kessler 1982). */
const PROFILES = {
  major: [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
  minor: [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
};

/** The key whose profile correlates best with the pitch classes (Krumhansl and Schmuckler). */
export function estimateKey(
  pitches: ArrayLike<number>,
): Pick<SoundFeatures, "key" | "mode" | "modeClarity"> {
  const best = (mode: SoundFeatures["mode"]) => {
    const fits = Array.from(
      { length: 12 },
      (_, key) =>
        correlation(
          PROFILES[mode],
          Array.from({ length: 12 }, (_, at) => pitches[(at + key) % 12]),
        ),
    );
    const fit = Math.max(...fits);
    return { key: fits.indexOf(fit), mode, fit };
  };
  const [major, minor] = [best("major"), best("minor")];
  const { key, mode } = major.fit >= minor.fit ? major : minor;
  return { key, mode, modeClarity: Math.abs(major.fit - minor.fit) };
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, own) => sum + own, 0) / 12;
  const [meanA, meanB] = [mean(a), mean(b)];
  let ab = 0, aa = 0, bb = 0;
  for (let at = 0; at < 12; at++) {
    const [x, y] = [a[at] - meanA, b[at] - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

// Loudness and timbre.

/**
 * Integrated loudness of a mono signal in LUFS (ITU-R BS.1770-4): K-weighting by two biquads
 * designed for the sampling rate, blocks of 400 ms with three quarters in common, gates at −70 LUFS
 * and 10 below the mean of what passes; −Infinity where nothing passes.
 */
export function integratedLoudness(samples: Float32Array, sampleRateHz: number): number {
  const weighted = highPass(highShelf(samples, sampleRateHz), sampleRateHz);
  const block = Math.round(0.4 * sampleRateHz);
  const powers: number[] = [];
  for (let start = 0; start + block <= weighted.length; start += Math.round(block / 4)) {
    let sum = 0;
    for (let at = start; at < start + block; at++) sum += weighted[at] ** 2;
    powers.push(sum / block);
  }
  const loudnessOf = (power: number) => -0.691 + 10 * Math.log10(power);
  const meanOf = (values: number[]) => values.reduce((sum, own) => sum + own, 0) / values.length;
  const loud = powers.filter((power) => loudnessOf(power) > -70);
  if (loud.length === 0) return -Infinity;
  const gate = loudnessOf(meanOf(loud)) - 10;
  return loudnessOf(meanOf(loud.filter((power) => loudnessOf(power) > gate)));
}

/** +4 dB above 1500 Hz: what a head does (there, table 1). */
function highShelf(samples: ArrayLike<number>, rateHz: number): Float64Array {
  const amplitude = 10 ** (4 / 40);
  const w = 2 * Math.PI * 1500 / rateHz;
  const alpha = Math.sin(w) / (2 * Math.SQRT1_2);
  const root = 2 * Math.sqrt(amplitude) * alpha;
  const [plus, minus, cos] = [amplitude + 1, amplitude - 1, Math.cos(w)];
  return biquad(
    samples,
    [
      amplitude * (plus + minus * cos + root),
      -2 * amplitude * (minus + plus * cos),
      amplitude * (plus + minus * cos - root),
    ],
    [plus - minus * cos + root, 2 * (minus - plus * cos), plus - minus * cos - root],
  );
}

/** Below 38 Hz little is heard (there, table 2). */
function highPass(samples: ArrayLike<number>, rateHz: number): Float64Array {
  const w = 2 * Math.PI * 38 / rateHz;
  const alpha = Math.sin(w) / (2 * 0.5);
  const cos = Math.cos(w);
  return biquad(
    samples,
    [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2],
    [1 + alpha, -2 * cos, 1 - alpha],
  );
}

type Three = [number, number, number];

function biquad(samples: ArrayLike<number>, over: Three, under: Three): Float64Array {
  const [b0, b1, b2] = over.map((value) => value / under[0]);
  const [a1, a2] = [under[1] / under[0], under[2] / under[0]];
  const out = new Float64Array(samples.length);
  let x1 = 0, x2 = 0, y1 = 0, y2 = 0;
  for (let at = 0; at < samples.length; at++) {
    const x = samples[at];
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    out[at] = y;
    [x2, x1, y2, y1] = [x1, x, y1, y];
  }
  return out;
}

function timbre(
  powers: Float32Array,
  frames: number,
  bins: number,
): Pick<SoundFeatures, "brightness" | "noisiness"> {
  let centre = 0, energy = 0, flatness = 0, heard = 0;
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0, weighted = 0, logs = 0;
    for (let bin = 0; bin < bins; bin++) {
      const power = powers[frame * bins + bin];
      sum += power;
      weighted += power * bin;
      logs += Math.log(Math.max(power, 1e-10));
    }
    centre += weighted * MUSIC_RATE_HZ / FFT;
    energy += sum;
    if (sum / bins <= 1e-10) continue;
    flatness += Math.exp(logs / bins) / (sum / bins);
    heard++;
  }
  return {
    brightness: energy > 0 ? centre / energy : 0,
    noisiness: heard ? flatness / heard : 0,
  };
}

/**
 * A rough place on the plane of valence and energy (each 0 to 1), from what is measured: energy by
 * loudness, onsets and brightness, valence by mode, tempo and brightness, with the signs that
 * listening studies agree on (Gabrielsson and Lindström 2010). Nothing is learned; a table that
 * knows better goes first.
 */
export function estimateMood(
  { loudness, onsetRate, brightness, mode, modeClarity, tempo }: SoundFeatures,
): { valence: number; energy: number } {
  const squash = (value: number) => 1 / (1 + Math.exp(-value));
  const light = Math.log2(Math.max(brightness, 50) / 1500);
  const speed = Math.log2(tempo / 110);
  const clear = Math.min(1, modeClarity / 0.1) * (mode === "major" ? 1 : -1);
  return {
    energy: squash((loudness + 14) / 4 + 0.5 * (onsetRate - 2.5) + 0.5 * light),
    valence: squash(0.9 * clear + 1.1 * speed + 0.3 * light),
  };
}
