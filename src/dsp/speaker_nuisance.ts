/** Directions of the feature space in which speakers differ whatever their emotion. */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { z } from "zod";
import type { FeatureSet } from "./feature_config.ts";

/** Checks {@link SpeakerNuisance}. */
export const nuisanceSchema = z.object({
  /** Orthonormal, [direction, bins]. */
  directions: z.array(z.array(z.number())),
  /** What is left of the features along each, 0 to 1. */
  left: z.array(z.number().min(0).max(1)),
}).strict().refine(({ directions, left }) => directions.length === left.length, {
  message: "Expected as many shares as directions",
});

/** @internal */
type SpeakerNuisanceShape = z.infer<typeof nuisanceSchema>;
/** See {@link fitSpeakerNuisance}. */
type SpeakerNuisance = SpeakerNuisanceShape;

/** Smaller variances are rounding. */
const LEAST_VARIANCE = 1e-9;

/**
 * A soft nuisance attribute projection (Campbell et al. 2006, "SVM Based Speaker Verification Using
 * a GMM Supervector Kernel and NAP Variability Compensation"), with speakers as the nuisance: how
 * far each training speaker's mean lies from all speakers', averaged over classes so that who spoke
 * which emotion does not matter, spans the directions; a direction of variance v keeps
 * 1 / sqrt(1 + strength v) of the features, as within-class covariance normalisation would have it
 * (Hatch et al. 2006).
 *
 * @param features of one frame, normalised, training clips only
 * @param labels class and speaker of each clip, in the features' order
 */
export function fitSpeakerNuisance(
  { data, shape: [clips, , bins] }: FeatureSet,
  labels: readonly { label: number; speaker: string }[],
  strength: number,
): SpeakerNuisance {
  const meanOf = (rows: readonly number[]) => {
    const mean = new Float64Array(bins);
    for (const row of rows) {
      for (let bin = 0; bin < bins; bin++) mean[bin] += data[row * bins + bin] / rows.length;
    }
    return mean;
  };
  const rows = Array.from({ length: clips }, (_, row) => row);
  const classMeans = new Map(
    [...Map.groupBy(rows, (row) => labels[row].label)].map(([label, own]) => [label, meanOf(own)]),
  );
  const offsets = [...Map.groupBy(rows, (row) => labels[row].speaker).values()].map((own) => {
    const classes = [...Map.groupBy(own, (row) => labels[row].label)];
    const offset = new Array<number>(bins).fill(0);
    for (const [label, some] of classes) {
      const mean = meanOf(some), all = classMeans.get(label)!;
      for (let bin = 0; bin < bins; bin++) offset[bin] += (mean[bin] - all[bin]) / classes.length;
    }
    return offset;
  });
  // The Gram matrix of the few speakers has the eigenvalues of the covariance of the many features.
  const matrix = new Matrix(offsets);
  const gram = matrix.mmul(matrix.transpose()).div(offsets.length);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, {
    assumeSymmetric: true,
  });
  const kept = realEigenvalues.map((variance, at) => ({ variance, at }))
    .filter(({ variance }) => variance > LEAST_VARIANCE);
  return {
    directions: kept.map(({ variance, at }) => {
      const scale = 1 / Math.sqrt(variance * offsets.length);
      return offsets[0].map((_, bin) =>
        scale *
        offsets.reduce(
          (sum, own, speaker) => sum + own[bin] * eigenvectorMatrix.get(speaker, at),
          0,
        )
      );
    }),
    left: kept.map(({ variance }) => 1 / Math.sqrt(1 + strength * variance)),
  };
}

/** New features in which of each direction only what is left remains. */
export function withoutNuisance(
  features: FeatureSet,
  { directions, left }: SpeakerNuisance,
): FeatureSet {
  const [clips, frames, bins] = features.shape;
  const data = features.data.slice();
  for (let start = 0; start < clips * frames * bins; start += bins) {
    for (const [at, direction] of directions.entries()) {
      let along = 0;
      for (let bin = 0; bin < bins; bin++) along += features.data[start + bin] * direction[bin];
      const taken = (1 - left[at]) * along;
      for (let bin = 0; bin < bins; bin++) data[start + bin] -= taken * direction[bin];
    }
  }
  return { ...features, data };
}
