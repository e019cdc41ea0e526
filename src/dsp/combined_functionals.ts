/**
 * All that is told of a clip by its functionals: the course of its spectrum, its melody and rhythm, the
 * quality of its voice. In: frames of mel bands with pitch, and of the voice. Out: one frame.
 */
import { appendColumns, type ClipFrames } from "./append_columns.ts";
import { type FeatureConfig } from "./feature_config.ts";
import { betweenSilences, loudestOf, QUIETEST_DB } from "./heard_frames.ts";
import { PITCH_COLUMNS } from "./pitch_range.ts";
import { PROSODIC_VALUES, prosodicFunctionals } from "./prosodic_functionals.ts";
import { quantile } from "../base/quantile.ts";
import { deviation, differences, mean } from "./track_statistics.ts";
import { createVoiceFrames } from "./voice_frames.ts";
import { VOICE_VALUES, voiceFunctionals } from "./voice_functionals.ts";

/** Values of each band's changes, and of its distribution. */
const CHANGE_VALUES = 2;
const LEVEL_VALUES = 3;
/** Of the frames that are heard, the loudest third. */
const LOUD_SHARE = 1 / 3;

/** How many values {@link createCombinedFunctionals} adds to means, deviations and prosody. */
export function addedValues(bands: number): number {
  return (CHANGE_VALUES + LEVEL_VALUES) * bands + VOICE_VALUES;
}

/**
 * Of each mel band: from frame to frame, silence at both ends left out, the mean magnitude of the
 * changes and their deviation; of the frames within 35 dB of the loudest the 10th and the 90th
 * percentile, and the mean of the loudest third. Out: [1, 5 bands], first all of one kind.
 *
 * @param clip mel bands in decibels; the last column is the level
 */
export function spectralFunctionals(clip: ClipFrames, bands: number): ClipFrames {
  const rows = Array.from({ length: clip.frames }, (_, frame) => {
    const row = clip.values.subarray(frame * clip.bins, (frame + 1) * clip.bins);
    return { row, level: row[clip.bins - 1] };
  });
  const course = betweenSilences(rows);
  const heard = rows.filter(({ level }) => level >= loudestOf(rows) - QUIETEST_DB);
  const loud = heard.toSorted((a, b) => b.level - a.level)
    .slice(0, Math.max(1, Math.floor(LOUD_SHARE * heard.length)));
  const all = Array.from({ length: bands }, (_, band) => band);
  const steps = all.map((band) => differences(course.map(({ row }) => row[band])));
  const tracks = all.map((band) => heard.map(({ row }) => row[band]));
  const values = [
    ...steps.map((own) => mean(own.map(Math.abs))),
    ...steps.map(deviation),
    ...tracks.map((own) => quantile(own, 0.1)),
    ...tracks.map((own) => quantile(own, 0.9)),
    ...all.map((band) => mean(loud.map(({ row }) => row[band]))),
  ];
  return { values: Float32Array.from(values), frames: 1, bins: values.length, floor: 0 };
}

/**
 * Prepares what follows means and deviations of all columns: prosodicFunctionals,
 * {@link spectralFunctionals}, voiceFunctionals of frames that come twice as often.
 */
export function createCombinedFunctionals(
  config: FeatureConfig,
): (samples: Float32Array, clip: ClipFrames) => ClipFrames {
  const voiceFrames = createVoiceFrames({
    ...config,
    hopSamples: Math.max(1, Math.round(config.hopSamples / 2)),
  });
  return (samples, clip) =>
    appendColumns([
      prosodicFunctionals(clip),
      spectralFunctionals(clip, clip.bins - PITCH_COLUMNS),
      voiceFunctionals(voiceFrames(samples)),
    ]);
}

/**
 * Columns of the combined functionals of `bands` mel bands in groups that overlap, to be judged one by
 * one and together (see fitDiscriminant): the bands' means, deviations and changes; these with pitch,
 * voicing, level and prosody; the voice. The bands' percentiles are in none.
 *
 * Chosen by leaving out one training speaker of TurEV-DB after the other, nothing known of the speaker:
 * means, deviations and prosody 0.531, all columns in one group 0.540, these three groups 0.563, the
 * best of some two hundred sets of up to three.
 */
export function combinedGroups(bands: number): number[][] {
  const columns = bands + PITCH_COLUMNS;
  const range = (start: number, length: number) => Array.from({ length }, (_, at) => start + at);
  const changesStart = 2 * columns + PROSODIC_VALUES;
  const levelsStart = changesStart + CHANGE_VALUES * bands;
  return [
    [
      ...[...range(0, bands), ...range(columns, bands)],
      ...range(changesStart, CHANGE_VALUES * bands),
    ],
    range(0, levelsStart),
    range(levelsStart + LEVEL_VALUES * bands, VOICE_VALUES),
  ];
}
