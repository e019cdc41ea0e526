/** Whether a recording is like those that a network was trained on. */
import { z } from "zod";
import { cacheFolder } from "../base/files.ts";
import { quantile } from "../base/statistics.ts";
import { openRecordCache } from "../base/record_pack.ts";
import type { Audio } from "../data/audio/audio_format.ts";
import { readAudio } from "../data/audio/read_audio.ts";
import type { Clip } from "../data/corpus.ts";
import type { FeatureConfig } from "../dsp/feature_config.ts";
import { createInputMeasures, type InputMeasures, measureNames } from "../dsp/measure_input.ts";
import type { Examples } from "./examples.ts";

/** Where a run keeps what its training clips are like. */
export const INPUT_STATISTICS = "input.json";

const range = z.object({ low: z.number(), middle: z.number(), high: z.number() });

/** Checks {@link InputStatistics}. */
export const inputStatisticsSchema = z.object({
  /** So many training clips were measured. */
  clips: z.int().min(1),
  /** 1st, 50th and 99th percentile of each measure over these clips. */
  measures: z.record(z.enum(measureNames), range),
  features: z.object({
    /** Over the training clips, of each feature's mean over a clip's frames, [bins]. */
    mean: z.array(z.number()),
    /** Likewise; all positive. */
    deviation: z.array(z.number().positive()),
    /** 50th and 99th percentile of the validation clips' {@link featureDistance}. */
    distance: z.object({ middle: z.number(), high: z.number() }),
  }),
});

/** @internal */
type InputStatisticsShape = z.infer<typeof inputStatisticsSchema>;
/**
 * What the training clips of a run are like; validation clips tell how far others lie from them.
 */
export type InputStatistics = InputStatisticsShape;

/** What {@link checkInput} warns of. */
export const warningKinds = [
  "silence",
  "tooShort",
  "clipping",
  "opposedChannels",
  "silentChannel",
  "level",
  "bandwidth",
  "duration",
  "voice",
  "features",
] as const;

/** One reason to doubt what a network says of a recording. */
export interface InputWarning {
  /** What is unlike the training clips, or wrong. */
  kind: typeof warningKinds[number];
  /** In words, with the figures that it is about. */
  message: string;
}

/** With one of these no speech is audible: the prediction is meaningless. */
export const hopelessKinds: readonly InputWarning["kind"][] = ["silence", "tooShort"];

/**
 * What is said of a recording that cannot be judged, instead of a class; undefined of all others.
 *
 * @example
 * ```ts
 * notJudged([{ kind: "silence", message: "…" }]); // "silence, not judged"
 * ```
 */
export function notJudged(warnings: readonly Pick<InputWarning, "kind">[]): string | undefined {
  const kind = hopelessKinds.find((own) => warnings.some((warning) => warning.kind === own));
  if (kind === undefined) return undefined;
  return `${kind === "silence" ? "silence" : "too short"}, not judged`;
}

/**
 * What is told of a recording: `sound` as it is or, where it cannot be judged, with null for its
 * class and probabilities; its warnings say why.
 */
export function judgedOrNull<Sound extends { warnings: InputWarning[] }>(
  sound: Sound,
): Sound | Omit<Sound, "predicted" | "probabilities"> & { predicted: null; probabilities: null } {
  return notJudged(sound.warnings) ? { ...sound, predicted: null, probabilities: null } : sound;
}

/** More clips do not move percentiles much. */
const MEASURED_AT_MOST = 200;
/** Raised whenever a measure comes to give other numbers. */
const MEASURES_VERSION = "1";

/** Below this peak the recording is silent. */
const SILENT_PEAK_DB = -60;
/** Less than a syllable. */
const LEAST_S = 0.2;
/** Of the samples; a few at full height do no harm. */
const MOST_CLIPPED = 0.001;

/** How far beyond the training clips' 1st and 99th percentile is still like them. */
const MARGIN = { levelDb: 3, band: 0.9, duration: 1.25, voicedShare: 0.1, distance: 1.25 };

/**
 * What the training clips are like. Throws UserError where a clip cannot be read.
 *
 * @param train as a network gets clips of unknown speakers, see SplitExamples.under
 * @param validation likewise
 */
export async function fitInputStatistics(
  clips: readonly Pick<Clip, "path" | "sha256">[],
  train: Examples,
  validation: Examples,
): Promise<InputStatistics> {
  const step = Math.max(1, clips.length / MEASURED_AT_MOST);
  const some = Array.from(
    { length: Math.min(clips.length, MEASURED_AT_MOST) },
    (_, at) => clips[Math.floor(at * step)],
  );
  const measured = await measureClips(some);
  const measures = Object.fromEntries(measureNames.map((name) => {
    const values = measured.map((own) => own[name]);
    const [low, middle, high] = [0.01, 0.5, 0.99].map((share) => quantile(values, share));
    return [name, { low, middle, high }];
  })) as InputStatistics["measures"];
  const rows = clipMeans(train);
  const mean = columnMeans(rows);
  const deviation = columnMeans(rows.map((row) => row.map((value, at) => (value - mean[at]) ** 2)))
    .map((variance) => Math.sqrt(variance) || 1);
  const known = { mean, deviation };
  const distances = clipMeans(validation).map((row) => distanceOf(row, known));
  const [middle, high] = [0.5, 0.99].map((share) => quantile(distances, share));
  return { clips: some.length, measures, features: { ...known, distance: { middle, high } } };
}

/** From the cache where they were measured before. */
async function measureClips(
  clips: readonly Pick<Clip, "path" | "sha256">[],
): Promise<InputMeasures[]> {
  const size = measureNames.length;
  const cache = openRecordCache(cacheFolder("inputs", MEASURES_VERSION), {
    ...{ magic: "DYGI", valueBytes: Float32Array.BYTES_PER_ELEMENT, size },
  });
  const kept = cache.read(clips.map(({ sha256 }) => sha256));
  const measure = createInputMeasures();
  const fresh = new Map<string, Float32Array<ArrayBuffer>>();
  const all: InputMeasures[] = [];
  for (const { path, sha256 } of clips) {
    const bytes = kept.get(sha256);
    let values = bytes && new Float32Array(bytes.slice().buffer);
    if (!values) {
      const own = measure(await readAudio(path));
      values = Float32Array.from(measureNames, (name) => own[name]);
      fresh.set(sha256, values);
    }
    all.push(
      Object.fromEntries(measureNames.map((name, at) => [name, values[at]])) as unknown as //
      InputMeasures,
    );
  }
  if (fresh.size) {
    const records = [...fresh].map(([sha256, values]) => {
      return { sha256, bytes: new Uint8Array(values.buffer) };
    });
    // A full or read-only disk costs time later, not the result.
    await cache.write(records).catch(() => {});
  }
  return all;
}

/** Of each clip [frames, bins] the mean over its frames. */
function clipMeans({ data, ids, sampleShape }: Examples): number[][] {
  const [frames, bins] = sampleShape;
  return ids.map((_, row) => {
    const mean = new Array<number>(bins).fill(0);
    for (let frame = 0; frame < frames; frame++) {
      const start = (row * frames + frame) * bins;
      for (let bin = 0; bin < bins; bin++) mean[bin] += data[start + bin] / frames;
    }
    return mean;
  });
}

function columnMeans(rows: readonly number[][]): number[] {
  return rows[0].map((_, at) => rows.reduce((sum, row) => sum + row[at], 0) / rows.length);
}

function distanceOf(
  row: readonly number[],
  { mean, deviation }: Pick<InputStatistics["features"], "mean" | "deviation">,
): number {
  const squares = row.map((value, at) => ((value - mean[at]) / deviation[at]) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/**
 * How far a clip's features lie from the training clips': the root mean square, over the features,
 * of how many standard deviations each is away.
 *
 * @param example a single clip, normalised as an unknown speaker's
 */
export function featureDistance(example: Examples, statistics: InputStatistics): number {
  return distanceOf(clipMeans(example)[0], statistics.features);
}

/** A recording as it is checked. */
interface CheckedInput {
  audio: Pick<Audio, "mixing" | "channels">;
  measures: InputMeasures;
  /** See {@link featureDistance}; undefined where the run has no statistics. */
  distance?: number;
}

/** What features make the same of all recordings. */
type Heard = Pick<FeatureConfig, "levelDb" | "bandwidthHz">;

/**
 * Warnings about a recording; none where it is like the training clips. What a run of an earlier
 * version does not tell of these is not checked.
 */
export function checkInput(
  { audio, measures, distance }: CheckedInput,
  statistics: InputStatistics | undefined,
  heard: Heard = {},
): InputWarning[] {
  const { durationS, peakDb, clippedShare } = measures;
  const warnings: (InputWarning | false)[] = [
    audio.mixing === "oneOfOpposed" && {
      kind: "opposedChannels",
      message: `its ${audio.channels} channels cancel each other; the loudest one was taken`,
    },
    audio.mixing === "withoutSilent" && {
      kind: "silentChannel",
      message: `not all of its ${audio.channels} channels hold sound; silent ones were left out`,
    },
  ];
  if (peakDb < SILENT_PEAK_DB) {
    return [...warnings, {
      kind: "silence" as const,
      message: `it is silent (its peak is below ${SILENT_PEAK_DB} dB of full scale)`,
    }].filter((warning) => warning !== false);
  }
  warnings.push(
    durationS < LEAST_S && {
      kind: "tooShort",
      message: `it lasts ${durationS.toFixed(2)} s, less than a syllable`,
    },
    clippedShare > MOST_CLIPPED && {
      kind: "clipping",
      message: `it is clipped: ${percent(clippedShare)} of its samples are cut off at full height`,
    },
    ...statistics ? likeTraining(measures, distance, statistics, heard) : [],
  );
  return warnings.filter((warning) => warning !== false);
}

function likeTraining(
  measures: InputMeasures,
  distance: number | undefined,
  { measures: usual, features }: InputStatistics,
  { levelDb: isLevelled, bandwidthHz = Infinity }: Heard,
): (InputWarning | false)[] {
  const { levelDb, cutoffHz, durationS, voicedShare } = measures;
  const { levelDb: level, cutoffHz: cutoff, durationS: duration, voicedShare: voiced } = usual;
  const between = (low: number, high: number, digits: number, unit: string) =>
    `those of the training had ${low.toFixed(digits)} to ${high.toFixed(digits)} ${unit}`;
  const isLoud = levelDb > level.high + MARGIN.levelDb;
  const isLong = durationS > duration.high * MARGIN.duration;
  return [
    isLevelled === undefined && (isLoud || levelDb < level.low - MARGIN.levelDb) && {
      kind: "level",
      message: `it is ${isLoud ? "louder" : "quieter"} than the training clips: ` +
        `${levelDb.toFixed(0)} dB of full scale, ${between(level.low, level.high, 0, "dB")}`,
    },
    cutoffHz < Math.min(cutoff.low, MARGIN.band * bandwidthHz) * MARGIN.band && {
      kind: "bandwidth",
      message: `its band ends at ${cutoffHz.toFixed(0)} Hz, ` +
        between(cutoff.low, cutoff.high, 0, "Hz"),
    },
    (isLong || durationS < duration.low / MARGIN.duration) && {
      kind: "duration",
      message: `it is ${isLong ? "longer" : "shorter"} than the training clips: ` +
        `${durationS.toFixed(2)} s, ${between(duration.low, duration.high, 2, "s")}`,
    },
    voicedShare < voiced.low - MARGIN.voicedShare && {
      kind: "voice",
      message: `${percent(voicedShare)} of it is voiced, of the training clips ` +
        `${percent(voiced.low)} or more: noise, whispering or music?`,
    },
    distance !== undefined && distance > features.distance.high * MARGIN.distance && {
      kind: "features",
      message: `its features lie ${distance.toFixed(1)} standard deviations from the training ` +
        `clips', of 99 % of other speakers' clips less than ${features.distance.high.toFixed(1)}`,
    },
  ];
}

const percent = (share: number) =>
  `${share > 0 && share < 0.01 ? (share * 100).toFixed(1) : (share * 100).toFixed(0)} %`;
