import type { FrameSettings } from "./feature_config.ts";
import { appendColumns, type ClipFrames, frameLevels } from "./frames.ts";
import { createPitchCandidates } from "./pitch/candidates.ts";
import { continuePitch, HIGHEST_PITCH_HZ, LOWEST_PITCH_HZ, pitchPath } from "./pitch/path.ts";
import { createPowerSpectra, createWindow, powerToDecibels } from "./stft.ts";

/** Harmonics that are measured. */
const HARMONICS = 4;

const SILENCE_DB = -120;

/**
 * Prepares the level of the first {@link HARMONICS} harmonics of each frame, [frames, HARMONICS] in
 * decibels: the magnitude of the frame's Fourier transform under a Hann window at whole multiples
 * of its pitch, 0 where `pitchHz` is 0. Their differences, H1 - H2 above all, tell a breathy from a
 * pressed voice. Outside of the signal all is zero.
 *
 * @example
 * ```ts
 * const levels = createHarmonicLevels({ sampleRateHz: 16_000, frameSamples: 640, hopSamples: 160
 * })(
 *   samples,
 *   pitchHz,
 * );
 * ```
 */
export function createHarmonicLevels(
  { sampleRateHz, frameSamples, hopSamples }: {
    sampleRateHz: number;
    frameSamples: number;
    hopSamples: number;
  },
): (samples: Float32Array, pitchHz: Float32Array, firstCentre?: number) => Float32Array {
  const window = createWindow("hann", frameSamples);
  return (samples, pitchHz, firstCentre = 0) => {
    const levels = new Float32Array(pitchHz.length * HARMONICS);
    pitchHz.forEach((pitch, frame) => {
      if (pitch === 0) return;
      const start = firstCentre + frame * hopSamples - Math.floor(frameSamples / 2);
      for (let harmonic = 1; harmonic <= HARMONICS; harmonic++) {
        const turn = (2 * Math.PI * harmonic * pitch) / sampleRateHz;
        const power = powerAt(samples, start, window, turn);
        levels[frame * HARMONICS + harmonic - 1] = Math.max(SILENCE_DB, 10 * Math.log10(power));
      }
    });
    return levels;
  };
}

/** |sum of x[n] w[n] exp(-i turn n)|², by Goertzel's recurrence. */
function powerAt(samples: Float32Array, start: number, window: Float64Array, turn: number): number {
  const factor = 2 * Math.cos(turn);
  let last = 0;
  let before = 0;
  for (let n = 0; n < window.length; n++) {
    const value = start + n >= 0 && start + n < samples.length ? samples[start + n] : 0;
    const next = value * window[n] + factor * last - before;
    before = last;
    last = next;
  }
  return Math.max(0, last ** 2 + before ** 2 - factor * last * before);
}

/** Upper edges of the bands whose share of the power is reported, in hertz. */
const BAND_EDGES_HZ = [500, 1000, 2000, 4000, 8000];

/** What a frame's columns are. */
export const voiceColumns = {
  /** log2 of hertz; see {@link continuePitch}. */
  pitch: 0,
  /** 1 in voiced frames, 0 in others. */
  voiced: 1,
  /** The power of the periodic part over that of the rest, in decibels; 0 in unvoiced frames. */
  harmonicity: 2,
  /** Root mean square, in decibels of full scale. */
  level: 3,
  /** The first of H1 - H2, H1 - H3 and H1 - H4, in decibels; 0 in unvoiced frames. */
  harmonicSlopes: 4,
  /** The first of the bands' shares of the power, in decibels. */
  bands: 4 + HARMONICS - 1,
} as const;

/** Bands of which a share of the power is reported. */
export const VOICE_BANDS = BAND_EDGES_HZ.length;

/** How many columns {@link createVoiceFrames} makes. */
export const VOICE_COLUMNS = voiceColumns.bands + VOICE_BANDS;

/** Harmonics are resolved down to 50 Hz. */
const HARMONIC_FRAME_S = 0.04;
/** Autocorrelations are held for no less and no more periodic than this. */
const STRENGTHS = { least: 1e-3, most: 0.9999 };
/** Below this share a band is empty: -80 dB. */
const LEAST_SHARE = 1e-8;

/**
 * Prepares {@link voiceColumns} of samples at `config.sampleRateHz`, [frames, VOICE_COLUMNS]: the
 * pitch and its course by Boersma 1993 (see createPitchCandidates and pitchPath), harmonicity
 * 10 log10(r / (1 - r)) by the autocorrelation r at the period (there, section 2), harmonics by
 * createHarmonicLevels, the bands up to 500, 1000, 2000, 4000 and 8000 Hz by the power spectrum.
 * Tables are kept from clip to clip.
 *
 * @example
 * ```ts
 * const { values, frames } = createVoiceFrames(defaultFeatures)(samples);
 * ```
 */
export function createVoiceFrames(
  config: Omit<FrameSettings, "scale" | "melBins" | "melScale" | "coefficients">,
): (samples: Float32Array) => ClipFrames {
  const { sampleRateHz, fftSize, hopSamples, centre, floorDb } = config;
  const firstCentre = centre === "none" ? fftSize / 2 : 0;
  const powerSpectra = createPowerSpectra(config);
  const range = { lowestHz: LOWEST_PITCH_HZ, highestHz: HIGHEST_PITCH_HZ };
  const pitchCandidates = createPitchCandidates({ ...range, sampleRateHz, hopSamples });
  const harmonicFrame = 2 * Math.round((HARMONIC_FRAME_S * sampleRateHz) / 2);
  const harmonicLevels = createHarmonicLevels({
    sampleRateHz,
    hopSamples,
    frameSamples: harmonicFrame,
  });
  return (samples) => {
    const spectra = powerSpectra(samples);
    const { frames } = spectra;
    const path = pitchPath(pitchCandidates(samples, frames, firstCentre), {
      hopS: hopSamples / sampleRateHz,
      highestHz: HIGHEST_PITCH_HZ,
    });
    const pitchHz = Float32Array.from(path, (found) => found?.pitchHz ?? 0);
    const level = frameLevels(samples, frames, { frameSamples: fftSize, hopSamples, firstCentre })
      .map((rms) => rms ** 2);
    const floor = powerToDecibels(level, floorDb);
    const harmonics = harmonicLevels(samples, pitchHz, firstCentre);
    const pitch = continuePitch(pitchHz, (frame) => pitchHz[frame] > 0);
    const values = new Float32Array(frames * voiceColumns.bands);
    for (let frame = 0; frame < frames; frame++) {
      const [first, ...others] = harmonics.subarray(frame * HARMONICS, (frame + 1) * HARMONICS);
      const found = path[frame];
      values.set([
        pitch[frame],
        found ? 1 : 0,
        found ? harmonicity(found.strength) : 0,
        level[frame],
        ...others.map((other) => first - other),
      ], frame * voiceColumns.bands);
    }
    const meanPitch = pitch.reduce((sum, value) => sum + value, 0) / frames;
    const silence = new Float32Array(voiceColumns.bands);
    silence.set([meanPitch, 0, 0, floor]);
    const contours = { values, frames, bins: voiceColumns.bands, floor: silence };
    return appendColumns([contours, bandShares(spectra, sampleRateHz)]);
  };
}

function harmonicity(strength: number): number {
  const held = Math.min(STRENGTHS.most, Math.max(STRENGTHS.least, strength));
  return 10 * Math.log10(held / (1 - held));
}

/** Of silence all are told to be empty. */
function bandShares(
  { values: powers, frames, bins }: ReturnType<ReturnType<typeof createPowerSpectra>>,
  sampleRateHz: number,
): ClipFrames {
  const values = new Float32Array(frames * VOICE_BANDS);
  const hertz = sampleRateHz / (2 * (bins - 1));
  for (let frame = 0; frame < frames; frame++) {
    const sums = new Float64Array(VOICE_BANDS);
    let band = 0;
    for (let bin = 0; bin < bins; bin++) {
      while (band < VOICE_BANDS && bin * hertz >= BAND_EDGES_HZ[band]) band++;
      if (band < VOICE_BANDS) sums[band] += powers[frame * bins + bin];
    }
    const whole = sums.reduce((sum, value) => sum + value, 0);
    sums.forEach((power, place) => {
      const share = whole > 0 ? Math.max(LEAST_SHARE, power / whole) : LEAST_SHARE;
      values[frame * VOICE_BANDS + place] = 10 * Math.log10(share);
    });
  }
  return { values, frames, bins: VOICE_BANDS, floor: 10 * Math.log10(LEAST_SHARE) };
}
