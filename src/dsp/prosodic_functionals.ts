/**
 * What the melody, the rhythm and the steadiness of a voice are in numbers, whatever its words and
 * its timbre. In: pitch, voicing and level, frame by frame. Out: one frame of functionals.
 */
import type { ClipFrames } from "./append_columns.ts";
import { PITCH_COLUMNS } from "./pitch_range.ts";
import {
  CONTOUR_PARTS,
  deviation,
  differences,
  greatest,
  mean,
  median,
  partMeans,
  slope,
  statisticsOf,
  stretchesOf,
} from "./track_statistics.ts";

/** Frames more than this below the clip's loudest, before the first or after the last, are silence. */
const QUIETEST_DB = 35;
/** Frames at most this below the loudest are stressed. */
const STRESSED_DB = 15;
/** Voicing from here on has a pitch; see createPitchContour. */
const LEAST_VOICING = 0.6;
/** Fewer voiced frames than this say nothing: then all frames count. */
const FEWEST_VOICED = 4;
/** Values of each of the three regions: the whole clip and its halves. */
const REGION_VALUES = 14;
const REGIONS = 3;
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
  const middle = Math.ceil(heard.length / 2);
  const first = heard.slice(0, middle);
  const second = heard.length > 1 ? heard.slice(Math.floor(heard.length / 2)) : heard;
  const values = [
    ...[heard, first, second].flatMap(regionValues),
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
  const least = greatest(all.map(({ level }) => level)) - QUIETEST_DB;
  const isHeard = ({ level }: Frame) => level >= least;
  return all.slice(all.findIndex(isHeard), all.findLastIndex(isHeard) + 1);
}

function isVoiced({ voicing }: Frame): boolean {
  return voicing >= LEAST_VOICING;
}

function regionValues(frames: Frame[]): number[] {
  const voiced = frames.filter(isVoiced);
  const counted = voiced.length < FEWEST_VOICED ? frames : voiced;
  const pitch = counted.map((frame) => frame.pitch);
  const voicing = counted.map((frame) => frame.voicing);
  return [
    ...statisticsOf(pitch),
    mean(differences(frames.map((frame) => frame.pitch)).map(Math.abs)),
    ...[mean(voicing), deviation(voicing), slope(voicing)],
    ...[voiced.length / frames.length, voiced.length],
    ...[pitch, counted.map((frame) => frame.level)].map((track) =>
      median(differences(differences(track)).map(Math.abs))
    ),
  ];
}

function rhythmValues(frames: Frame[]): number[] {
  const least = greatest(frames.map(({ level }) => level)) - STRESSED_DB;
  return [
    ...[frames.length, Math.log(frames.length)],
    ...stretchesOf(frames.map(isVoiced)),
    frames.filter(({ level }) => level >= least).length,
  ];
}

function contourValues(frames: Frame[]): number[] {
  const pitch = frames.map((frame) => frame.pitch);
  const contour = partMeans(pitch);
  const level = mean(pitch);
  return [...contour, ...contour.map((value) => value - level)];
}
