/**
 * What a voice is like, whatever its words and its timbre: melody, rhythm, quality and effort in
 * numbers. In: the contours of createVoiceFrames. Out: one frame of functionals.
 */
import type { ClipFrames } from "./append_columns.ts";
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
import { VOICE_BANDS, voiceColumns } from "./voice_frames.ts";

/** Frames more than this below the clip's loudest, before the first or after the last, are silence. */
const QUIETEST_DB = 35;
/** Frames at most this below the loudest are stressed. */
const STRESSED_DB = 15;
/** Fewer voiced frames than this say nothing: then all frames count. */
const FEWEST_VOICED = 4;
const REGIONS = 3;
/** Tracks of the voice's quality: H1 - H2, H1 - H3, H1 - H4, harmonicity. */
const QUALITIES = 4;
const REGION_VALUES = 7 + 3 * QUALITIES + 6 + 2 * VOICE_BANDS + 6;
const RHYTHM_VALUES = 9;
const EFFORT_VALUES = 2;

/** How many values {@link voiceFunctionals} gives. */
export const VOICE_VALUES = REGIONS * REGION_VALUES + 3 * CONTOUR_PARTS + RHYTHM_VALUES +
  EFFORT_VALUES;

/** One frame. */
interface Frame {
  isVoiced: boolean;
  /** log2 of hertz. */
  pitch: number;
  /** Decibels. */
  level: number;
  harmonicity: number;
  harmonicSlopes: number[];
  bands: number[];
}

/**
 * Of the whole clip, its first and its second half: over voiced frames pitch (mean, deviation, 10th
 * and 90th percentile and what lies between them, slope, mean step); H1 - H2, H1 - H3, H1 - H4 and
 * harmonicity (mean, deviation, slope); median and mean second differences of pitch, level and
 * harmonicity between neighbouring voiced frames, which stand for jitter and shimmer; the bands'
 * shares (mean, deviation); and over all frames the level below the loudest (as the pitch, without
 * steps). Then twelve equal parts' mean pitch, the same less the clip's mean, and mean level below
 * the loudest. Then rhythm: frames and their logarithm; voiced frames and their share; number, mean
 * and greatest length of voiced stretches; stressed frames and their share. Then greatest and mean
 * level. Silence at both ends is left out. Out: [1, {@link VOICE_VALUES}].
 *
 * The groups (frequency, energy, spectral balance, time) follow Eyben et al. 2016 ("The Geneva
 * Minimalistic Acoustic Parameter Set") without formants and cepstrum.
 *
 * @example
 * ```ts
 * const { values } = voiceFunctionals(createVoiceFrames(defaultFeatures)(samples));
 * ```
 */
export function voiceFunctionals(clip: ClipFrames): ClipFrames {
  const heard = heardFrames(clip);
  const middle = Math.ceil(heard.length / 2);
  const loudest = greatest(heard.map(({ level }) => level));
  const first = heard.slice(0, middle);
  const second = heard.length > 1 ? heard.slice(Math.floor(heard.length / 2)) : heard;
  const pitch = partMeans(heard.map((frame) => frame.pitch));
  const meanPitch = mean(heard.map((frame) => frame.pitch));
  const level = heard.map((frame) => frame.level);
  const values = [
    ...[heard, first, second].flatMap((region) => regionValues(region, loudest)),
    ...[...pitch, ...pitch.map((value) => value - meanPitch)],
    ...partMeans(level.map((value) => value - loudest)),
    ...rhythmValues(heard, loudest),
    ...[loudest, mean(level)],
  ];
  return { values: Float32Array.from(values), frames: 1, bins: VOICE_VALUES, floor: 0 };
}

function heardFrames({ values, frames, bins }: ClipFrames): Frame[] {
  const all = Array.from({ length: frames }, (_, frame): Frame => {
    const row = values.subarray(frame * bins, (frame + 1) * bins);
    return {
      isVoiced: row[voiceColumns.voiced] > 0,
      pitch: row[voiceColumns.pitch],
      level: row[voiceColumns.level],
      harmonicity: row[voiceColumns.harmonicity],
      harmonicSlopes: [...row.subarray(voiceColumns.harmonicSlopes, voiceColumns.bands)],
      bands: [...row.subarray(voiceColumns.bands)],
    };
  });
  const least = greatest(all.map(({ level }) => level)) - QUIETEST_DB;
  const isHeard = ({ level }: Frame) => level >= least;
  return all.slice(all.findIndex(isHeard), all.findLastIndex(isHeard) + 1);
}

function regionValues(frames: Frame[], loudest: number): number[] {
  const voiced = frames.filter(({ isVoiced }) => isVoiced);
  const counted = voiced.length < FEWEST_VOICED ? frames : voiced;
  const pitch = counted.map((frame) => frame.pitch);
  const qualities = [
    ...[0, 1, 2].map((at) => counted.map(({ harmonicSlopes }) => harmonicSlopes[at])),
    counted.map(({ harmonicity }) => harmonicity),
  ];
  const bands = Array.from(
    { length: VOICE_BANDS },
    (_, at) => counted.map((frame) => frame.bands[at]),
  );
  return [
    ...statisticsOf(pitch),
    mean(differences(frames.map((frame) => frame.pitch)).map(Math.abs)),
    ...qualities.flatMap((track) => [mean(track), deviation(track), slope(track)]),
    ...unsteadiness(frames),
    ...bands.flatMap((track) => [mean(track), deviation(track)]),
    ...statisticsOf(frames.map(({ level }) => level - loudest)),
  ];
}

/** Median and mean second difference of pitch, level and harmonicity where three frames are voiced. */
function unsteadiness(frames: Frame[]): number[] {
  const threes = frames.slice(2).map((last, at) => [frames[at], frames[at + 1], last])
    .filter((three) => three.every(({ isVoiced }) => isVoiced));
  return (["pitch", "level", "harmonicity"] as const).flatMap((track) => {
    const steps = threes.map(([a, b, c]) => Math.abs(c[track] - 2 * b[track] + a[track]));
    return [median(steps), mean(steps)];
  });
}

function rhythmValues(frames: Frame[], loudest: number): number[] {
  const voiced = frames.map(({ isVoiced }) => isVoiced);
  const count = voiced.filter((value) => value).length;
  const stressed = frames.filter(({ level }) => level >= loudest - STRESSED_DB).length;
  return [
    ...[frames.length, Math.log(frames.length), count, count / frames.length],
    ...stretchesOf(voiced),
    ...[stressed, stressed / frames.length],
  ];
}
