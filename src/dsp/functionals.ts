import { quantile } from "../base/statistics.ts";
import {
  CONTOUR_PARTS,
  countStressed,
  deviation,
  differences,
  loudestOf,
  mean,
  median,
  partMeans,
  QUIETEST_DB,
  REGIONS,
  regionsOf,
  slope,
  statisticsOf,
  stretchesOf,
  trimSilence,
  voicedOrAll,
} from "./contour_statistics.ts";
import { type FeatureConfig, standsAlone } from "./feature_config.ts";
import { appendColumns, type ClipFrames } from "./frames.ts";
import { PITCH_COLUMNS } from "./pitch/path.ts";
import { createVoiceFrames } from "./voice_frames.ts";
import { VOICE_VALUES, voiceFunctionals } from "./voice_functionals.ts";

/** What {@link clipFunctionals} computes. */
type Functionals =
  | "mean"
  | "meanAndDeviation"
  | "meanDeviationAndProsody"
  | "voice"
  | "combined";

/** How many values `columns` become. */
export function functionalsCount(functionals: Functionals, columns: number): number {
  if (functionals === "mean") return columns;
  if (functionals === "voice") return VOICE_VALUES;
  const prosody = functionals === "meanAndDeviation" ? 0 : PROSODIC_VALUES;
  const added = functionals === "combined" ? addedValues(columns - PITCH_COLUMNS) : 0;
  return 2 * columns + prosody + added;
}

/**
 * Sums a clip up as utterance-level statistics, "functionals" of the frames (as Eyben et al. 2016,
 * "The Geneva Minimalistic Acoustic Parameter Set", do of other features): means of all columns
 * over the frames in which the level is near the loudest, then, where requested, their deviations.
 * What words say is lost; how they are said, in voice, pitch and level, stays. Where asked,
 * prosodicFunctionals follow. `frames` must end with the level in decibels, as features with pitch
 * do; but for "voice", which are voiceFunctionals of createVoiceFrames. Out: [1, {@link
 * functionalsCount}].
 *
 * @example
 * ```ts
 * const { values } = clipFunctionals(frames, "mean");
 * ```
 */
export function clipFunctionals(
  clip: ClipFrames,
  functionals: Exclude<Functionals, "combined">,
): ClipFrames {
  if (functionals === "voice") return voiceFunctionals(clip);
  if (functionals !== "meanDeviationAndProsody") return statistics(clip, functionals);
  return appendColumns([statistics(clip, "meanAndDeviation"), prosodicFunctionals(clip)]);
}

/**
 * Prepares {@link clipFunctionals} of `config.functionals`; "combined" are means and deviations and
 * createCombinedFunctionals, which need the samples too. Undefined where none are requested.
 */
export function createFunctionals(
  config: FeatureConfig,
): ((samples: Float32Array, clip: ClipFrames) => ClipFrames) | undefined {
  const { functionals } = config;
  if (functionals === undefined || standsAlone(functionals)) return undefined;
  if (functionals !== "combined") return (_, clip) => clipFunctionals(clip, functionals);
  const combined = createCombinedFunctionals(config);
  return (samples, clip) =>
    appendColumns([statistics(clip, "meanAndDeviation"), combined(samples, clip)]);
}

function statistics(
  { values, frames, bins }: ClipFrames,
  functionals: "mean" | "meanAndDeviation",
): ClipFrames {
  const level = (frame: number) => values[(frame + 1) * bins - 1];
  let loudest = -Infinity;
  for (let frame = 0; frame < frames; frame++) loudest = Math.max(loudest, level(frame));
  const mean = new Float64Array(bins);
  const square = new Float64Array(bins);
  let active = 0;
  for (let frame = 0; frame < frames; frame++) {
    if (level(frame) < loudest - QUIETEST_DB) continue;
    active++;
    for (let bin = 0; bin < bins; bin++) {
      const value = values[frame * bins + bin];
      // Welford's recurrence: no digits are lost where the deviation is small.
      const off = value - mean[bin];
      mean[bin] += off / active;
      square[bin] += off * (value - mean[bin]);
    }
  }
  const columns = functionalsCount(functionals, bins);
  const out = new Float32Array(columns);
  out.set(mean);
  if (functionals === "meanAndDeviation") {
    for (let bin = 0; bin < bins; bin++) out[bins + bin] = Math.sqrt(square[bin] / active);
  }
  return { values: out, frames: 1, bins: columns, floor: 0 };
}

// All that is told of a clip by its functionals: the course of its spectrum, its melody and rhythm,
// the quality of its voice.

/** Values of each band's changes, and of its distribution. */
const CHANGE_VALUES = 2;
const LEVEL_VALUES = 3;
/** Of the active frames, the loudest third. */
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
  const course = trimSilence(rows);
  const active = rows.filter(({ level }) => level >= loudestOf(rows) - QUIETEST_DB);
  const loud = active.toSorted((a, b) => b.level - a.level)
    .slice(0, Math.max(1, Math.floor(LOUD_SHARE * active.length)));
  const all = Array.from({ length: bands }, (_, band) => band);
  const steps = all.map((band) => differences(course.map(({ row }) => row[band])));
  const tracks = all.map((band) => active.map(({ row }) => row[band]));
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
function createCombinedFunctionals(
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
 * Columns of the combined functionals of `bands` mel bands in groups that overlap, to be judged one
 * by one and together (see fitDiscriminant): the bands' means, deviations and changes; these with
 * pitch, voicing, level and prosody; the voice. The bands' percentiles are in none.
 *
 * Chosen by leaving out one training speaker of TurEV-DB after the other, nothing known of the
 * speaker: means, deviations and prosody 0.531, all columns in one group 0.540, these three groups
 * 0.563, the best of some two hundred sets of up to three.
 */
export function combinedGroups(bands: number): number[][] {
  const columns = bands + PITCH_COLUMNS;
  const range = (start: number, length: number) => Array.from({ length }, (_, at) => start + at);
  const changesStart = 2 * columns + PROSODIC_VALUES;
  const levelsStart = changesStart + CHANGE_VALUES * bands;
  return [
    [
      ...range(0, bands),
      ...range(columns, bands),
      ...range(changesStart, CHANGE_VALUES * bands),
    ],
    range(0, levelsStart),
    range(levelsStart + LEVEL_VALUES * bands, VOICE_VALUES),
  ];
}

/**
 * How many of the combined functionals, from the first on, a speaker's clusters are sought in: all
 * but the voice's. On inner speakers of TurEV-DB the mixture has 0.761 with these and 0.717 with
 * all.
 */
export function clusteredColumns(bands: number): number {
  return 2 * (bands + PITCH_COLUMNS) + PROSODIC_VALUES + (CHANGE_VALUES + LEVEL_VALUES) * bands;
}

// What the melody, the rhythm and the steadiness of a voice are in numbers, whatever its words and
// its timbre.

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
 * Of the whole clip, its first and its second half, over voiced frames: pitch (mean, deviation,
 * 10th and 90th percentile and what lies between them, slope, mean step), voicing (mean, deviation,
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
  const active = activeFrames(clip);
  const values = [
    ...regionsOf(active).flatMap(regionValues),
    ...rhythmValues(active),
    ...contourValues(active),
  ];
  return { values: Float32Array.from(values), frames: 1, bins: PROSODIC_VALUES, floor: 0 };
}

function activeFrames({ values, frames, bins }: ClipFrames): Frame[] {
  const all = Array.from({ length: frames }, (_, frame): Frame => {
    const [pitch, voicing, level] = values.subarray((frame + 1) * bins - PITCH_COLUMNS);
    return { pitch, voicing, level };
  });
  return trimSilence(all);
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
    mean(voicing),
    deviation(voicing),
    slope(voicing),
    voiced / frames.length,
    voiced,
    ...[pitch, counted.map((frame) => frame.level)].map((track) =>
      median(differences(differences(track)).map(Math.abs))
    ),
  ];
}

function rhythmValues(frames: Frame[]): number[] {
  return [
    frames.length,
    Math.log(frames.length),
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
