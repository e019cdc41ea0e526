/**
 * What the melody, the rhythm and the steadiness of a voice are in numbers, whatever its words and
 * its timbre. In: pitch, voicing and level, frame by frame. Out: one frame of functionals.
 */
import type { ClipFrames } from "./append_columns.ts";
import { betweenSilences, countStressed, REGIONS, regionsOf, voicedOrAll } from "./heard_frames.ts";
import { PITCH_COLUMNS } from "./pitch_range.ts";
import {
  CONTOUR_PARTS,
  deviation,
  differences,
  mean,
  median,
  partMeans,
  slope,
  statisticsOf,
  stretchesOf,
} from "./track_statistics.ts";

/** Voicing from here on has a pitch; see createPitchContour. */
const LEAST_VOICING = 0.6;
/** Values of each of the three regions: the whole clip and its halves. */
const REGION_VALUES = 14;
const RHYTHM_VALUES = 6;

/** How many values {@link prosodicFunctionals} gives. */
export const PROSODIC_VALUES = REGIONS * REGION_VALUES + RHYTHM_VALUES + 2 * CONTOUR_PARTS;

/** One frame. */
interface Frame {
  /** log2 of hertz. */
  pitch: number;
  voicing: number;
  /** Decibels. */
  level: number;
}

/**
 * Of the whole clip, its first and its second half, over voiced frames: pitch (mean, deviation, 10th
 * and 90th percentile and what lies between them, slope, mean step), voicing (mean, deviation,
 * slope), the share and number of voiced frames, and the median second differences of pitch and
 * level, which stand for jitter and shimmer. Then rhythm: frames and their logarithm; number, mean
 * and greatest length of voiced stretches; stressed frames. Then the contour: the mean pitch of
 * twelve equal parts, and the same less the clip's mean. Silence at both ends is left out. `frames`
 * must end with the columns of createPitchContour. Out: [1, {@link PROSODIC_VALUES}].
 *
 * The groups follow Eyben et al. 2016 ("The Geneva Minimalistic Acoustic Parameter Set") without
 * spectrum and loudness.
 *
 * @example
 * ```ts
 * const { values } = prosodicFunctionals(createPitchContour(defaultFeatures)(samples, frames));
 * ```
 */
export function prosodicFunctionals(clip: ClipFrames): ClipFrames {
  const heard = heardFrames(clip);
  const values = [
    ...regionsOf(heard).flatMap(regionValues),
    ...rhythmValues(heard),
    ...contourValues(heard),
  ];
  return { values: Float32Array.from(values), frames: 1, bins: PROSODIC_VALUES, floor: 0 };
}

function heardFrames({ values, frames, bins }: ClipFrames): Frame[] {
  const all = Array.from({ length: frames }, (_, frame): Frame => {
    const [pitch, voicing, level] = values.subarray((frame + 1) * bins - PITCH_COLUMNS);
    return { pitch, voicing, level };
  });
  return betweenSilences(all);
}

function isVoiced({ voicing }: Frame): boolean {
  return voicing >= LEAST_VOICING;
}

function regionValues(frames: readonly Frame[]): number[] {
  const voiced = frames.filter(isVoiced).length;
  const counted = voicedOrAll(frames, isVoiced);
  const pitch = counted.map((frame) => frame.pitch);
  const voicing = counted.map((frame) => frame.voicing);
  return [
    ...statisticsOf(pitch),
    mean(differences(frames.map((frame) => frame.pitch)).map(Math.abs)),
    ...[mean(voicing), deviation(voicing), slope(voicing)],
    ...[voiced / frames.length, voiced],
    ...[pitch, counted.map((frame) => frame.level)].map((track) =>
      median(differences(differences(track)).map(Math.abs))
    ),
  ];
}

function rhythmValues(frames: Frame[]): number[] {
  return [
    ...[frames.length, Math.log(frames.length)],
    ...stretchesOf(frames.map(isVoiced)),
    countStressed(frames),
  ];
}

function contourValues(frames: Frame[]): number[] {
  const pitch = frames.map((frame) => frame.pitch);
  const contour = partMeans(pitch);
  const level = mean(pitch);
  return [...contour, ...contour.map((value) => value - level)];
}
