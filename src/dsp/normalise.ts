/** In: features and which rows are for training. Out: a normaliser, and features normalised by it. */
import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import { type BinMoments, binMoments, LEAST_DEVIATION } from "./bin_moments.ts";
import { type FeatureConfig, featureConfigSchema, type FeatureSet } from "./feature_config.ts";

const momentsSchema = z.object({
  mean: z.array(z.number()),
  /** Standard deviations, same shape, all positive. */
  deviation: z.array(z.number().positive()),
});

/** Checks {@link Normaliser}. */
export const normaliserSchema = momentsSchema.extend({
  kind: featureConfigSchema.shape.normalisation,
  /** In the features' unit: [bins] for "perBin" and one frame "perSpeaker", [1] for "global", else []. */
  mean: momentsSchema.shape.mean,
  /** For "perSpeaker": [bins] of each speaker by name. */
  speakers: z.record(z.string(), momentsSchema.strict()).optional(),
}).strict().refine(
  ({ mean, deviation, speakers = {} }) =>
    [{ mean, deviation }, ...Object.values(speakers)]
      .every((moments) => moments.mean.length === moments.deviation.length),
  { message: "Expected mean and deviation to be equally long" },
);

/** @internal */
type NormaliserShape = z.infer<typeof normaliserSchema>;
/** A fitted normaliser; JSON-serialisable. */
export type Normaliser = NormaliserShape;

/** Who speaks in the clip with this id. */
export type SpeakerOf = (id: string) => string;

/**
 * Fits mean and standard deviation (of the population).
 *
 * "perBin" and "global" are fitted over clips and frames, per bin or over all bins, on the given rows
 * only: those of the training part, so that nothing of the other parts leaks. "perClip" has nothing
 * to fit. "perSpeaker" is fitted for each speaker on all clips of that speaker in `features`, those
 * of the test part too but without any label: transductive, for it assumes that several recordings
 * of a new speaker are at hand before the first is judged, with emotions mixed about as in training.
 *
 * Throws a UserError where there are no rows, and for "perSpeaker" without known speakers.
 *
 * @example
 * ```ts
 * const normaliser = fitNormaliser(features, trainRows, "perBin");
 * const normalised = applyNormaliser(features, normaliser);
 * ```
 */
export function fitNormaliser(
  features: FeatureSet,
  rows: readonly number[],
  kind: FeatureConfig["normalisation"],
  speakerOf?: SpeakerOf,
): Normaliser {
  if (kind === "none" || kind === "perClip") return { kind, mean: [], deviation: [] };
  if (kind === "perSpeaker") return fitSpeakers(features, speakerOf);
  if (rows.length === 0) {
    throw new UserError("Expected rows to fit the normaliser on, but there are none");
  }
  const [, frames, bins] = features.shape;
  const width = kind === "perBin" ? bins : 1;
  const count = (rows.length * frames * bins) / width;
  const mean = new Float64Array(width);
  eachTrainingValue(features, rows, (value, bin) => mean[bin % width] += value / count);
  const variance = new Float64Array(width);
  eachTrainingValue(features, rows, (value, bin) => {
    variance[bin % width] += (value - mean[bin % width]) ** 2 / count;
  });
  const deviation = Array.from(variance, Math.sqrt)
    .map((value) => value < LEAST_DEVIATION ? 1 : value);
  return { kind, mean: Array.from(mean), deviation };
}

function eachTrainingValue(
  { data, shape: [, frames, bins] }: FeatureSet,
  rows: readonly number[],
  take: (value: number, bin: number) => void,
): void {
  for (const row of rows) {
    for (let frame = 0; frame < frames; frame++) {
      const start = (row * frames + frame) * bins;
      for (let bin = 0; bin < bins; bin++) take(data[start + bin], bin);
    }
  }
}

function fitSpeakers(features: FeatureSet, speakerOf?: SpeakerOf): Normaliser {
  const unknown = features.ids.find((id) => !speakerOf?.(id));
  if (unknown !== undefined) {
    throw new UserError(
      `Expected every clip to name its speaker for perSpeaker normalisation, but ${unknown} does not`,
    );
  }
  const rows = Map.groupBy(features.ids.keys(), (row) => speakerOf!(features.ids[row]));
  const speakers = Object.fromEntries(
    [...rows].map(([speaker, own]) => [speaker, binMoments(features, own)]),
  );
  const average = (moments: (speaker: BinMoments) => number[]) =>
    Array.from({ length: features.shape[2] }, (_, bin) => {
      const values = Object.values(speakers).map((speaker) => moments(speaker)[bin]);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
  // Who speaks a clip of one frame alone can't be told from it: the average speaker stands in.
  const usual = features.shape[1] === 1
    ? { mean: average(({ mean }) => mean), deviation: average(({ deviation }) => deviation) }
    : { mean: [], deviation: [] };
  return { kind: "perSpeaker", ...usual, speakers };
}

/**
 * New features (value - mean) / deviation; `features` stays as it is. Under "perSpeaker" a clip takes
 * its speaker's values where the normaliser knows that speaker. Any other clip, as one without a
 * name, and under "perClip" every clip, takes those of its own frames, per bin, without padding; of
 * functionals, which are one frame, it takes the averages of the known speakers' values.
 * Throws a UserError where the normaliser was fitted on another number of bins.
 */
export function applyNormaliser(
  features: FeatureSet,
  normaliser: Normaliser,
  speakerOf?: SpeakerOf,
): FeatureSet {
  const { kind, mean, deviation, speakers = {} } = normaliser;
  if (kind === "none") return features;
  const [clips, frames, bins] = features.shape;
  const data = new Float32Array(features.data.length);
  for (let row = 0; row < clips; row++) {
    const ofSpeaker = speakers[speakerOf?.(features.ids[row]) ?? ""];
    const moments = kind === "perBin" || kind === "global"
      ? { mean, deviation }
      : ofSpeaker ?? (mean.length ? { mean, deviation } : binMoments(features, [row]));
    const width = moments.mean.length;
    if (kind !== "global" && width !== bins) {
      throw new UserError(
        `Expected a normaliser fitted on ${bins} bins, but found one of ${width}`,
      );
    }
    const end = (row + 1) * frames * bins;
    for (let start = row * frames * bins; start < end; start += bins) {
      for (let bin = 0; bin < bins; bin++) {
        const from = width === 1 ? 0 : bin;
        data[start + bin] = (features.data[start + bin] - moments.mean[from]) /
          moments.deviation[from];
      }
    }
  }
  return { ...features, data };
}
