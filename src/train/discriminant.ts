/**
 * Linear discriminant analysis that does not trust a few speakers: the closed form that trains
 * linear networks of functionals. In: examples with classes and speakers. Out: weights.
 */
import * as tf from "@tensorflow/tfjs-core";
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import type { Network } from "../engine/network.ts";
import { type Examples, joinExamples } from "./examples.ts";
import { trainableVariables } from "./variables.ts";

/** Checks {@link DiscriminantConfig}. */
export const discriminantSchema = z.object({
  /**
   * Added to the covariance, in units of each feature's variance: the larger, the nearer the weights
   * come to the distances of the class means.
   */
  shrinkage: z.object({
    /** Of features of clips whose speaker is a stranger, and of features without speakerViews. */
    nothing: z.number().positive().max(1e6),
    /** Of the view of known speakers. */
    unlabelled: z.number().positive().max(1e6),
  }).strict(),
  /** True learns from the validation part too, once probabilities are calibrated on it. */
  refit: z.literal(true).optional(),
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
interface View {
  /** Rows that are seen so. */
  rows: number[];
  /** First column. */
  start: number;
  columns: number;
  shrinkage: number;
}

/** What is fitted beside the examples. */
export interface DiscriminantOptions {
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
 * variance to the diagonal (Friedman 1989, "Regularized Discriminant Analysis", with the variances as
 * the target). Classes are taken to be equally frequent. Groups of columns get a discriminant each,
 * of which the mean is taken, which is linear again: several weak views of a clip instead of one
 * covariance of more columns than a few speakers can tell. Each view (see FeatureConfig,
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
  const { data, ids } = examples;
  const width = data.length / ids.length;
  const all = [...ids.keys()];
  const columns = views ? (width - 1) / 2 : width;
  const isKnown = (row: number) => data[(row + 1) * width - 1] > 0;
  const { nothing, unlabelled } = config.shrinkage;
  const stranger: View = {
    rows: views ? all.filter((row) => !isKnown(row)) : all,
    ...{ start: 0, columns, shrinkage: nothing },
  };
  const weights = viewWeights(examples, stranger, classes, groups);
  if (!views) return weights;
  const known = { rows: all.filter(isKnown), start: columns, columns, shrinkage: unlabelled };
  const other = viewWeights(examples, known, classes, groups);
  return {
    kernel: Float64Array.of(
      ...weights.kernel,
      ...other.kernel,
      ...other.bias.map((value, label) => value - weights.bias[label]),
    ),
    bias: weights.bias,
  };
}

function viewWeights(
  examples: Examples,
  view: View,
  classes: number,
  groups: readonly (readonly number[])[] = [Array.from({ length: view.columns }, (_, at) => at)],
): LinearWeights {
  const kernel = new Float64Array(view.columns * classes);
  const bias = new Float64Array(classes);
  for (const group of groups) {
    const own = groupWeights(examples, view, classes, group);
    group.forEach((column, at) => {
      for (let label = 0; label < classes; label++) {
        kernel[column * classes + label] += own.kernel[at * classes + label] / groups.length;
      }
    });
    own.bias.forEach((value, label) => bias[label] += value / groups.length);
  }
  return { kernel, bias };
}

function groupWeights(
  { data, labels, speakers = [], ids }: Examples,
  { rows, start, shrinkage }: View,
  classes: number,
  group: readonly number[],
): LinearWeights {
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
      const own = within[first * size + second];
      // A column that never changes has no variance to share.
      const added = second < first ? 0 : whole > 0 ? shrinkage * whole : 1;
      covariance.set(first, second, own + added);
      covariance.set(second, first, own + added);
    }
  }
  const centre = Array.from(
    { length: size },
    (_, at) => means.reduce((sum, mean) => sum + mean[at], 0) / classes,
  );
  // From the middle of the classes on, so that logits stay small.
  const offsets = new Matrix(centre.map((middle, at) => means.map((mean) => mean[at] - middle)));
  const solved = new CholeskyDecomposition(covariance).solve(offsets);
  const bias = Float64Array.from({ length: classes }, (_, label) => {
    let sum = 0;
    for (let at = 0; at < size; at++) {
      sum -= solved.get(at, label) * (offsets.get(at, label) / 2 + centre[at]);
    }
    return sum;
  });
  return { kernel: Float64Array.from(solved.to1DArray()), bias };
}

/**
 * Sets the weights of `network`, a single layer of logits and softmax, by {@link fitDiscriminant}.
 * Throws an Error where it has more layers.
 *
 * @param examples joined: the training part, and the validation part where it is learned from too
 */
export function setDiscriminant(
  network: Network,
  examples: readonly Examples[],
  options: DiscriminantOptions,
): void {
  const variables = [...trainableVariables(network).values()];
  if (variables.length !== 2) {
    throw new Error(`Expected a kernel and a bias, but found ${variables.length} variables`);
  }
  const { kernel, bias } = fitDiscriminant(examples.reduce(joinExamples), options);
  const [kernelVariable, biasVariable] = variables;
  tf.tidy(() => {
    kernelVariable.assign(tf.tensor(Float32Array.from(kernel), kernelVariable.shape));
    biasVariable.assign(tf.tensor(Float32Array.from(bias), biasVariable.shape));
  });
}
