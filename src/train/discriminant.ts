/**
 * Linear discriminant analysis that does not trust a few speakers: the closed form that trains
 * linear networks of functionals.
 */
import * as tf from "@tensorflow/tfjs-core";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import type { Network } from "../engine/layers.ts";
import type { Examples } from "./examples.ts";
import { trainableVariables } from "./variables.ts";

/** Checks {@link MixtureConfig}. */
const mixtureSchema = z.object({
  /** As DiscriminantConfig's. */
  shrinkage: z.number().positive().max(1e6),
  /** The training speakers' class means count as so many clips of the new speaker. */
  prior: z.number().positive().max(1e6),
  /**
   * In the first round clips are shared out as if all differences were so many times smaller; it
   * falls to 1, where it is from the start if absent. See askMixture.
   */
  temperature: z.number().min(1).max(1e6).optional(),
  /**
   * Where clusters of the training speakers' clips are so pure (the share of clips in the cluster of
   * their class), a new speaker's clusters are found first; see fitClusterMatching. Never if absent.
   */
  leastPurity: z.number().gt(0).max(1).optional(),
}).strict();

/** @internal */
type MixtureConfigShape = z.infer<typeof mixtureSchema>;
/** Options of a SpeakerMixture. */
export type MixtureConfig = MixtureConfigShape;

/** Checks {@link DiscriminantConfig}. */
export const discriminantSchema = z.object({
  /**
   * Added to the covariance, in units of each feature's variance: the larger, the nearer the
   * weights come to the distances of the class means.
   */
  shrinkage: z.object({
    /** Of features of clips whose speaker is unknown, and of features without speakerViews. */
    nothing: z.number().positive().max(1e6),
    /** Of the view of known speakers. */
    unlabelled: z.number().positive().max(1e6),
  }).strict(),
  /** Clips of a known speaker are judged together, see SpeakerMixture; one by one where absent. */
  mixture: mixtureSchema.optional(),
}).strict();

/** @internal */
type DiscriminantConfigShape = z.infer<typeof discriminantSchema>;
/** How {@link fitDiscriminant} fits. */
export type DiscriminantConfig = DiscriminantConfigShape;

/** Of logits = features kernel + bias. */
export interface LinearWeights {
  /** [feature, class], row-major. */
  kernel: Float64Array;
  /** [class]. */
  bias: Float64Array;
}

/** Where the features of a view are. */
export interface View {
  /** Rows that are seen so. */
  rows: number[];
  /** First column. */
  start: number;
  /** How many. */
  columns: number;
}

/** What is fitted beside the examples. */
interface DiscriminantOptions {
  classes: number;
  config: DiscriminantConfig;
  /** Columns that are judged together, of one view; all together by default. */
  groups?: readonly (readonly number[])[];
  /** True for examples with speakerViews, see FeatureConfig. */
  views?: boolean;
}

/**
 * Gaussian classes of one covariance, every speaker of every class counting the same however many
 * clips there are. The covariance within classes, over clips of all speakers, holds what tells
 * speakers apart too, and so takes weight from it; shrinkage adds a share of each feature's whole
 * variance to the diagonal (Friedman 1989, "Regularized Discriminant Analysis", with the variances
 * as the target). Classes are taken to be equally frequent. Groups of columns get a discriminant
 * each, of which the mean is taken, which is linear again: several weak views of a clip instead of
 * one covariance of more columns than a few speakers can tell. Each view (see FeatureConfig,
 * speakerViews) has its own weights.
 *
 * Throws a UserError where a class has no examples.
 *
 * @example
 * ```ts
 * const { kernel, bias } = fitDiscriminant(train, { classes: 4, config });
 * ```
 */
export function fitDiscriminant(
  examples: Examples,
  { classes, config, groups, views = false }: DiscriminantOptions,
): LinearWeights {
  const { nothing, unlabelled } = config.shrinkage;
  if (!views) {
    return viewWeights(examples, wholeOf(examples), { classes, groups, shrinkage: nothing });
  }
  const [unknown, known] = [
    viewWeights(examples, viewOf(examples, "nothing"), { classes, groups, shrinkage: nothing }),
    viewWeights(examples, viewOf(examples, "unlabelled"), {
      ...{ classes, groups, shrinkage: unlabelled },
    }),
  ];
  return {
    kernel: Float64Array.of(
      ...unknown.kernel,
      ...known.kernel,
      ...known.bias.map((value, label) => value - unknown.bias[label]),
    ),
    bias: unknown.bias,
  };
}

/** Rows and columns of examples with speakerViews that show a clip so; see FeatureConfig. */
export function viewOf({ data, ids }: Examples, knowledge: "nothing" | "unlabelled"): View {
  const width = data.length / ids.length;
  const columns = (width - 1) / 2;
  const wanted = knowledge === "unlabelled" ? 1 : 0;
  const rows = [...ids.keys()].filter((row) => data[(row + 1) * width - 1] === wanted);
  return { rows, start: wanted * columns, columns };
}

function wholeOf({ data, ids }: Examples): View {
  return { rows: [...ids.keys()], start: 0, columns: data.length / ids.length };
}

/** How the classes of a view are fitted. */
export interface FitOptions {
  classes: number;
  shrinkage: number;
}

function viewWeights(
  examples: Examples,
  view: View,
  { groups = [Array.from({ length: view.columns }, (_, at) => at)], ...options }:
    & FitOptions
    & Pick<DiscriminantOptions, "groups">,
): LinearWeights {
  const { classes } = options;
  const kernel = new Float64Array(view.columns * classes);
  const bias = new Float64Array(classes);
  for (const group of groups) {
    const own = groupWeights(examples, view, { ...options, group });
    group.forEach((column, at) => {
      for (let label = 0; label < classes; label++) {
        kernel[column * classes + label] += own.kernel[at * classes + label] / groups.length;
      }
    });
    own.bias.forEach((value, label) => bias[label] += value / groups.length);
  }
  return { kernel, bias };
}

/** Gaussians of one covariance. */
interface ClassGaussians {
  /** [class][column]. */
  means: Float64Array[];
  /** [column, column], row-major: the covariance is this lower triangle times its transpose. */
  factor: Float64Array;
}

/** The classes of some columns of a view; see {@link fitDiscriminant}. */
function classGaussians(
  { data, labels, speakers = [], ids }: Examples,
  { rows, start }: View,
  { classes, shrinkage, group }: FitOptions & { group: readonly number[] },
): ClassGaussians {
  const width = data.length / ids.length;
  const size = group.length;
  const valuesOf = (row: number) => group.map((column) => data[row * width + start + column]);
  const cells = [...Map.groupBy(rows, (row) => `${labels[row]} ${speakers[row] ?? ""}`).values()]
    .map((own) => ({ label: labels[own[0]], values: own.map(valuesOf) }));
  const ofClass = Array.from(
    { length: classes },
    (_, label) => cells.filter((cell) => cell.label === label),
  );
  const missing = ofClass.findIndex((own) => own.length === 0);
  if (missing >= 0) {
    throw new UserError(
      `Expected training clips of every class, but class ${missing + 1} of ${classes} has none`,
    );
  }
  const means = ofClass.map((own) => {
    const mean = new Float64Array(size);
    for (const { values } of own) {
      for (const value of values) {
        for (let at = 0; at < size; at++) mean[at] += value[at] / (own.length * values.length);
      }
    }
    return mean;
  });
  const within = new Float64Array(size * size);
  for (const { label, values } of cells) {
    // Every class counts the same, and every speaker in it.
    const root = Math.sqrt(1 / (classes * ofClass[label].length * values.length));
    const off = new Float64Array(size);
    for (const value of values) {
      for (let at = 0; at < size; at++) off[at] = root * (value[at] - means[label][at]);
      for (let first = 0; first < size; first++) {
        const from = first * size, factor = off[first];
        for (let second = 0; second <= first; second++) {
          within[from + second] += factor * off[second];
        }
      }
    }
  }
  const covariance = new Matrix(size, size);
  for (let first = 0; first < size; first++) {
    const middle = means.reduce((sum, mean) => sum + mean[first], 0) / classes;
    const between = means.reduce((sum, mean) => sum + (mean[first] - middle) ** 2, 0) / classes;
    const whole = within[first * size + first] + between;
    for (let second = 0; second <= first; second++) {
      // A column that never changes has no variance to share.
      const added = second < first ? 0 : whole > 0 ? shrinkage * whole : 1;
      const value = within[first * size + second] + added;
      covariance.set(first, second, value);
      covariance.set(second, first, value);
    }
  }
  const { lowerTriangularMatrix } = new CholeskyDecomposition(covariance);
  return { means, factor: Float64Array.from(lowerTriangularMatrix.to1DArray()) };
}

/** Classes as Gaussians of unit covariance, in features that were whitened for it. */
export interface WhitenedClasses {
  /** Columns of the view of known speakers that are looked at. */
  columns: number[];
  /** [column, column], row-major, lower triangular: takes features to unit covariance. */
  whitening: Float32Array<ArrayBuffer>;
  /** [class, column], in whitened features. */
  means: Float32Array<ArrayBuffer>;
}

/**
 * What clips of known speakers say of the classes: those of `view`, all of `examples`, which have
 * views, by default.
 */
export function whitenedClasses(
  examples: Examples,
  { columns, ...options }: FitOptions & { columns: readonly number[] },
  view = viewOf(examples, "unlabelled"),
): WhitenedClasses {
  const { means, factor } = classGaussians(examples, view, { ...options, group: columns });
  const size = columns.length;
  const whitening = invertLower(factor, size);
  const whitened = means.map((mean) => whitenValues(mean, whitening));
  return {
    columns: [...columns],
    whitening: Float32Array.from(whitening),
    means: Float32Array.from(whitened.flatMap((mean) => [...mean])),
  };
}

/** [size, size]; the inverse of a lower triangular matrix is one too. */
function invertLower(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    inverse[column * size + column] = 1 / lower[column * size + column];
    for (let row = column + 1; row < size; row++) {
      let sum = 0;
      for (let at = column; at < row; at++) {
        sum -= lower[row * size + at] * inverse[at * size + column];
      }
      inverse[row * size + column] = sum / lower[row * size + row];
    }
  }
  return inverse;
}

/** A clip's `values`, one a column of the classes, in whitened features. */
export function whitenValues(
  values: ArrayLike<number>,
  whitening: ArrayLike<number>,
): Float64Array {
  const size = values.length;
  const out = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let at = 0; at <= row; at++) sum += whitening[row * size + at] * values[at];
    out[row] = sum;
  }
  return out;
}

/** Logits of the classes, less what all have in common, by some columns of a view. */
export function groupWeights(
  examples: Examples,
  view: View,
  options: FitOptions & { group: readonly number[] },
): LinearWeights {
  const { means, factor } = classGaussians(examples, view, options);
  const classes = means.length;
  const size = means[0].length;
  const centre = means[0].map((_, at) => means.reduce((sum, mean) => sum + mean[at], 0) / classes);
  const kernel = new Float64Array(size * classes);
  // From the middle of the classes on, so that logits stay small.
  const bias = Float64Array.from(means, (mean, label) => {
    const offset = mean.map((value, at) => value - centre[at]);
    const weights = solveFactored(factor, offset);
    weights.forEach((weight, at) => kernel[at * classes + label] = weight);
    return weights.reduce((sum, weight, at) => sum - weight * (offset[at] / 2 + centre[at]), 0);
  });
  return { kernel, bias };
}

/** x where (factor factorᵀ) x = right. */
function solveFactored(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solved = right.slice();
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++) solved[row] -= factor[row * size + at] * solved[at];
    solved[row] /= factor[row * size + row];
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) solved[row] -= factor[at * size + row] * solved[at];
    solved[row] /= factor[row * size + row];
  }
  return solved;
}

/**
 * Sets the weights of `network`, a single layer of logits and softmax, by {@link fitDiscriminant}.
 * Throws an Error where it has more layers.
 */
export function setDiscriminant(
  network: Network,
  examples: Examples,
  options: DiscriminantOptions,
): void {
  const variables = [...trainableVariables(network).values()];
  if (variables.length !== 2) {
    throw new Error(`Expected a kernel and a bias, but found ${variables.length} variables`);
  }
  const { kernel, bias } = fitDiscriminant(examples, options);
  const [kernelVariable, biasVariable] = variables;
  tf.tidy(() => {
    kernelVariable.assign(tf.tensor(Float32Array.from(kernel), kernelVariable.shape));
    biasVariable.assign(tf.tensor(Float32Array.from(bias), biasVariable.shape));
  });
}
