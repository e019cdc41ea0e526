/**
 * The 88 functionals of eGeMAPSv02, the extended Geneva Minimalistic Acoustic Parameter Set (Eyben
 * et al. 2016, IEEE Transactions on Affective Computing 7), as openSMILE 3.0 computes them; see
 * docs/egemaps.md for how near.
 */
import {
  contourStatistics,
  moments,
  nonZero,
  peaksPerSecond,
  smoothed,
  stretches,
} from "./contour_functionals.ts";
import { createFormants, type Formants } from "./formants.ts";
import { createHarmonics, type Harmonics } from "./harmonics.ts";
import { measurePeriods, type PeriodPerturbation } from "./period_perturbation.ts";
import { trackPitch } from "./pitch_track.ts";
import { createFrameSpectra, frameLength, frequencyAxis, hopOf } from "./spectra.ts";
import { createSpectralShape, type SpectralShape } from "./spectral_shape.ts";
import { createPitchCandidates } from "./subharmonic_pitch.ts";

/** Seconds of the frames of the spectrum's shape and formants, and of pitch and harmonics. */
const SHORT_S = 0.02;
const LONG_S = 0.06;
/** Frames whose level is below that of this root mean square have no pitch. */
const LEAST_RMS = Math.fround(0.001);
/** openSMILE divides 16-bit samples by 32767, readers by 32768. */
const FULL_SCALE = 32_768 / 32_767;

/** Low-level descriptors of one clip, every 10 ms, before they are smoothed. */
export interface EgemapsContours {
  /** Of frames of 20 ms. */
  shape: SpectralShape;
  /** Of frames of 20 ms, of voiced ones only. */
  formants: Formants;
  /** Mean square, of frames of 20 ms. */
  power: Float32Array;
  /** Hertz, 0 where unvoiced, of frames of 60 ms as all that follow. */
  f0: Float32Array;
  /** Semitones above 27.5 Hz, 0 where unvoiced. */
  semitones: Float32Array;
  /** See PitchTrack. */
  decided: number;
  periods: PeriodPerturbation;
  harmonics: Harmonics;
}

/** Prepares {@link EgemapsContours} of samples at `sampleRateHz`. */
export function createEgemapsContours(
  sampleRateHz: number,
): (samples: Float32Array) => EgemapsContours {
  const hop = hopOf(sampleRateHz);
  const shortSamples = frameLength(SHORT_S, sampleRateHz);
  const longSamples = frameLength(LONG_S, sampleRateHz);
  const shortSpectra = createFrameSpectra({
    ...{ sampleRateHz, frameS: SHORT_S, window: "hamming", withComplex: true },
  });
  const longSpectra = createFrameSpectra({ sampleRateHz, frameS: LONG_S, window: "gauss" });
  const short = frequencyAxis(SHORT_S, sampleRateHz);
  const long = frequencyAxis(LONG_S, sampleRateHz);
  const spectralShape = createSpectralShape(short.bins, short.spacingHz);
  const formantsOf = createFormants(shortSamples, sampleRateHz);
  const candidatesOf = createPitchCandidates(long.bins, long.spacingHz);
  const harmonicsOf = createHarmonics(long.bins, long.spacingHz);
  return (original) => {
    // A clip shorter than one frame is one frame that ends in silence.
    const samples = new Float32Array(Math.max(original.length, longSamples));
    for (let i = 0; i < original.length; i++) samples[i] = original[i] * FULL_SCALE;
    const spectra = shortSpectra(samples);
    const voiceSpectra = longSpectra(samples);
    const { f0, decided } = trackPitch(candidatesOf(voiceSpectra));
    for (let frame = 0; frame < f0.length; frame++) {
      if (voiceSpectra.windowedRms[frame] <= LEAST_RMS) f0[frame] = 0;
    }
    const formants = formantsOf(spectra, (frame) => f0[frame] > 0);
    return {
      shape: spectralShape(spectra),
      formants,
      power: spectra.power,
      f0,
      semitones: f0.map(toSemitones),
      decided,
      periods: measurePeriods(samples, f0, { sampleRateHz, hop, frameSamples: longSamples }),
      harmonics: harmonicsOf(voiceSpectra, f0, formants),
    };
  };
}

const LOWEST_SEMITONE_HZ = 29.136;

function toSemitones(hz: number): number {
  if (hz > LOWEST_SEMITONE_HZ) return 12 * Math.log2(hz / 27.5);
  return hz > 0 ? 1 : 0;
}

/** Sampling rate from which on all 88 values mean what they should; openSMILE takes lower ones. */
export const LOWEST_EGEMAPS_RATE_HZ = 8000;

/** How many values {@link createEgemaps} gives. */
export const EGEMAPS_VALUES = 88;

/**
 * Prepares the functionals of samples at `sampleRateHz`, within ±1: [88], in the order of
 * openSMILE (see egemapsFeatures).
 *
 * @example
 * ```ts
 * const values = createEgemaps(16_000)(samples);
 * ```
 */
export function createEgemaps(sampleRateHz: number): (samples: Float32Array) => Float32Array {
  const contoursOf = createEgemapsContours(sampleRateHz);
  return (samples) => egemapsFunctionals(contoursOf(samples));
}

/** The functionals of a clip's descriptors. */
export function egemapsFunctionals(contours: EgemapsContours): Float32Array {
  const { shape, power } = contours;
  const loudness = smoothed(shape.loudness, { skipZeros: false });
  const voice = voicePart(contours);
  const values = [
    ...contourStatistics(nonZero(voice.semitones)),
    ...contourStatistics(loudness),
    ...[shape.flux, ...shape.mfcc].flatMap((contour) =>
      momentPair(smoothed(contour, { skipZeros: false }))
    ),
    ...voice.voiced.flatMap((contour) => momentPair(nonZero(contour))),
    ...voice.unvoiced.map((contour) => moments(nonZero(contour)).mean),
    peaksPerSecond(loudness),
    ...stretchValues(voice.semitones),
    10 * Math.log10(Math.max(1e-12, moments(power).mean)),
  ];
  return Float32Array.from(values);
}

function momentPair(contour: Float32Array): number[] {
  const { mean, variation } = moments(contour);
  return [mean, variation];
}

function stretchValues(semitones: Float32Array): number[] {
  const voiced = stretches(semitones, true);
  const unvoiced = stretches(semitones, false);
  return [
    ...[voiced.perSecond, voiced.meanS, voiced.deviationS],
    ...[unvoiced.meanS, unvoiced.deviationS],
  ];
}

/** Smoothed contours of voiced and unvoiced frames, as far as they are decided. */
interface VoicePart {
  semitones: Float32Array;
  voiced: Float32Array[];
  unvoiced: Float32Array[];
}

function voicePart(contours: EgemapsContours): VoicePart {
  const { shape, formants, f0, semitones, decided, periods, harmonics } = contours;
  const isVoiced = (frame: number) => f0[frame] > 0;
  const onlyVoiced = (contour: Float32Array) =>
    contour.subarray(0, f0.length).map((value, frame) => isVoiced(frame) ? value : 0);
  const onlyUnvoiced = (contour: Float32Array) =>
    contour.subarray(0, f0.length).map((value, frame) => isVoiced(frame) ? 0 : value);
  const balance = [
    ...[shape.alphaRatio, shape.hammarbergIndex, shape.slope0to500, shape.slope500to1500],
    shape.flux,
  ];
  const ofVoice = [
    ...[periods.jitter, periods.shimmerDb, harmonics.noiseRatio],
    ...[harmonics.h1MinusH2, harmonics.h1MinusA3],
    ...[0, 1, 2].flatMap((i) => [
      onlyVoiced(formants.frequency[i]),
      onlyVoiced(formants.bandwidth[i]),
      harmonics.formantLevel[i],
    ]),
  ];
  const smooth = (contour: Float32Array) => smoothed(contour, { skipZeros: true });
  if (decided === 0) {
    // A clip so short and unclear that no frame is decided before it ends: openSMILE sums up the
    // first frame alone, but for the voice, of which it has all.
    return {
      semitones: semitones.slice(0, 1),
      voiced: [
        ...ofVoice.map(smooth),
        ...[...balance, ...shape.mfcc].map(onlyVoiced).map(backwards),
      ],
      unvoiced: balance.map((contour) => onlyUnvoiced(contour).slice(0, 1)),
    };
  }
  // What comes with jitter ends with the last decided frame, all else sees one frame more.
  const upTo = (contour: Float32Array) => smooth(contour).slice(0, decided);
  return {
    semitones: upTo(semitones),
    voiced: [
      ...ofVoice.map((contour) => smooth(contour.slice(0, decided))),
      ...[...balance, ...shape.mfcc].map(onlyVoiced).map(upTo),
    ],
    unvoiced: balance.map(onlyUnvoiced).map(upTo),
  };
}

/** As smoothed without zeros, where each value has itself as its successor. */
function backwards(contour: Float32Array): Float32Array {
  return contour.map((own, i) => {
    const before = contour[Math.max(0, i - 1)];
    if (own === 0) return 0;
    return before === 0 ? own : (2 * own + before) / 3;
  });
}
