/**
 * What a voice is like, whatever its words and its timbre: melody, rhythm, quality and effort in
 * numbers.
 */
import {
  CONTOUR_PARTS,
  countStressed,
  deviation,
  differences,
  loudestOf,
  mean,
  median,
  partMeans,
  REGIONS,
  regionsOf,
  slope,
  statisticsOf,
  stretchesOf,
  trimSilence,
  voicedOrAll,
} from "./contour_statistics.ts";
import type { ClipFrames } from "./frames.ts";
import { VOICE_BANDS, voiceColumns } from "./voice_frames.ts";

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
  const active = activeFrames(clip);
  const loudest = loudestOf(active);
  const pitch = partMeans(active.map((frame) => frame.pitch));
  const meanPitch = mean(active.map((frame) => frame.pitch));
  const level = active.map((frame) => frame.level);
  const values = [
    ...regionsOf(active).flatMap((region) => regionValues(region, loudest)),
    ...pitch,
    ...pitch.map((value) => value - meanPitch),
    ...partMeans(level.map((value) => value - loudest)),
    ...rhythmValues(active),
    loudest,
    mean(level),
  ];
  return { values: Float32Array.from(values), frames: 1, bins: VOICE_VALUES, floor: 0 };
}

function activeFrames({ values, frames, bins }: ClipFrames): Frame[] {
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
  return trimSilence(all);
}

function regionValues(frames: readonly Frame[], loudest: number): number[] {
  const counted = voicedOrAll(frames, ({ isVoiced }) => isVoiced);
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

/**
 * Median and mean second difference of pitch, level and harmonicity where three frames are voiced.
 */
function unsteadiness(frames: readonly Frame[]): number[] {
  const threes = frames.slice(2).map((last, at) => [frames[at], frames[at + 1], last])
    .filter((three) => three.every(({ isVoiced }) => isVoiced));
  return (["pitch", "level", "harmonicity"] as const).flatMap((track) => {
    const steps = threes.map(([a, b, c]) => Math.abs(c[track] - 2 * b[track] + a[track]));
    return [median(steps), mean(steps)];
  });
}

function rhythmValues(frames: readonly Frame[]): number[] {
  const voiced = frames.map(({ isVoiced }) => isVoiced);
  const count = voiced.filter((value) => value).length;
  const stressed = countStressed(frames);
  return [
    frames.length,
    Math.log(frames.length),
    count,
    count / frames.length,
    ...stretchesOf(voiced),
    stressed,
    stressed / frames.length,
  ];
}
