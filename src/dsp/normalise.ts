/** In: features and which rows are for training. Out: a normaliser fitted on those alone. */
import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import type { FeatureConfig, FeatureSet } from "./feature_config.ts";

/** Deviations below this are taken as 1: a bin that never changes is only centred. */
const LEAST_DEVIATION = 1e-6;

/** A fitted normaliser; JSON-serialisable. */
export const normaliserSchema = z.object({
  kind: z.enum(["perBin", "global", "none"]),
  /** [bins] for "perBin", [1] for "global", [] for "none"; in the features' unit. */
  mean: z.array(z.number()),
  /** Standard deviations, same shape, all positive. */
  deviation: z.array(z.number().positive()),
}).strict().refine(({ mean, deviation }) => mean.length === deviation.length, {
  message: "Expected mean and deviation to be equally long",
});

/** See {@link normaliserSchema}. */
export type Normaliser = z.infer<typeof normaliserSchema>;

/**
 * Fits mean and standard deviation (of the population) over clips and frames, per frequency bin or
 * over all bins, on the given rows only: those of the training part, so that nothing of the other
 * parts leaks. Throws a UserError where there are no rows.
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
): Normaliser {
  if (kind === "none") return { kind, mean: [], deviation: [] };
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

/**
 * New features (value - mean) / deviation; `features` stays as it is.
 * Throws a UserError where the normaliser was fitted on another number of bins.
 */
export function applyNormaliser(features: FeatureSet, normaliser: Normaliser): FeatureSet {
  const { kind, mean, deviation } = normaliser;
  if (kind === "none") return features;
  const bins = features.shape[2];
  if (kind === "perBin" && mean.length !== bins) {
    throw new UserError(
      `Expected a normaliser fitted on ${bins} bins, but found one of ${mean.length}`,
    );
  }
  const data = new Float32Array(features.data.length);
  for (let start = 0; start < data.length; start += bins) {
    for (let bin = 0; bin < bins; bin++) {
      const from = kind === "perBin" ? bin : 0;
      data[start + bin] = (features.data[start + bin] - mean[from]) / deviation[from];
    }
  }
  return { ...features, data };
}
