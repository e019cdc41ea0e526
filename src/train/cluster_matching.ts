/**
 * Which clusters of a new speaker's clips are which classes, where the clips of the training
 * speaker fall into clusters that are classes.
 */
import { mean } from "../base/statistics.ts";
import { bestAssignment, clusterContrast, kMeans, purityOf } from "./clusters.ts";
import { viewOf, type WhitenedClasses, whitenedClasses, whitenValues } from "./discriminant.ts";
import type { Examples } from "./examples.ts";

/** Where clusters are sought. */
export interface ClusterOptions {
  classes: number;
  /** Columns of the view of known speakers that belong together. */
  groups: readonly (readonly number[])[];
  /** Of the whitening in which directions are compared; see DiscriminantConfig. */
  shrinkage: number;
  /** See MixtureConfig. */
  leastPurity: number;
}

/** The classes with what clusters of the training speakers were like. */
export interface ClusterMatching extends WhitenedClasses {
  /** Their contrast, the mean; see clusterContrast. Absent in runs from before it was asked. */
  contrast?: number;
}

/** Clips of each class, the mean, from which on clusters are sought. */
const LEAST_CLIPS = 10;

/**
 * So much of what the training speakers' contrast has above 1 must a new speaker's have. On TESS it
 * is 1.49 to 1.76 with all classes (from 100 clips on) and 1.33 to 1.42 with three of the seven, on
 * TurEV-DB 1.03 to 1.37.
 */
const LEAST_SHARE = 2 / 3;

/** What fixes where k-means starts. */
const SEED = 1;

/**
 * The classes in that group of columns in which clusters of the training speakers' clips are
 * purest, on average over the speakers who spoke every class; undefined where even that is below
 * `leastPurity`, or nobody spoke every class often enough. Labels of training speakers alone decide.
 * `examples` have views.
 *
 * On TESS the voice's functionals are purest for either training speaker (0.994 and 1.000, the
 * bands' 0.837 and 0.961, those of the course 0.873 and 0.984), on TurEV-DB no group comes to 0.6.
 *
 * @example
 * ```ts
 * const matching = fitClusterMatching(train, { classes, groups, shrinkage: 5, leastPurity: 0.95 });
 * ```
 */
export function fitClusterMatching(
  examples: Examples,
  { classes, groups, shrinkage, leastPurity }: ClusterOptions,
): ClusterMatching | undefined {
  const purest = groups
    .map((columns) => {
      const own = clusterTrainingSpeakers(examples, columns, classes);
      const purities = own.map(({ clusters, labels }) =>
        purityOf(clusters.members, labels, classes)
      );
      return { columns, own, purity: purities.length ? mean(purities) : 0 };
    })
    .sort((one, other) => other.purity - one.purity)[0];
  if (!purest || purest.purity < leastPurity) return undefined;
  const { columns, own } = purest;
  return {
    ...whitenedClasses(examples, { classes, shrinkage, columns }),
    // As precise as the run keeps it.
    contrast: Math.fround(
      mean(own.map(({ points, clusters }) => clusterContrast(points, clusters, SEED))),
    ),
  };
}

/** The clips of each speaker who spoke every class, in these columns of the view, in clusters. */
function clusterTrainingSpeakers(
  examples: Examples,
  columns: readonly number[],
  classes: number,
) {
  const { speakers = [], labels, data, ids } = examples;
  const { rows, start } = viewOf(examples, "unlabelled");
  const width = data.length / ids.length;
  return [...Map.groupBy(rows, (row) => speakers[row] ?? "").values()]
    .filter((own) =>
      own.length >= LEAST_CLIPS * classes &&
      new Set(own.map((row) => labels[row])).size === classes
    )
    .map((own) => {
      const values = own.flatMap((row) =>
        columns.map((column) => data[row * width + start + column])
      );
      const points = {
        data: Float32Array.from(values),
        rows: own.length,
        values: columns.length,
      };
      const clusters = kMeans(points, { count: classes, seed: SEED });
      return { points, clusters, labels: own.map((row) => labels[row]) };
    });
}

/**
 * Finds a speaker's clusters, as many as classes; the function that it returns has the class of each
 * clip: each cluster becomes one class, so that seen from their mean they lie in the directions of
 * the training speakers' classes altogether (the sum of cosines; how strongly a speaker expresses
 * does not count), and labelled clips (row to class) in clusters of their classes. It assumes that
 * the speaker's clips are of every class; undefined where there are fewer than ten for each, the
 * mean, and where the clusters are hardly more than k-means cuts any cloud into: where their
 * contrast falls short of the training speakers', see LEAST_SHARE.
 *
 * @param rows features of the view
 */
export function clusterSpeaker(
  { columns, whitening, means, contrast = 1 }: ClusterMatching,
  rows: readonly ArrayLike<number>[],
): ((labelled?: ReadonlyMap<number, number>) => number[]) | undefined {
  const size = columns.length;
  const classes = means.length / size;
  if (rows.length < LEAST_CLIPS * classes) return undefined;
  const data = rows.flatMap((row) => columns.map((column) => row[column]));
  const points = { data, rows: rows.length, values: size };
  const clusters = kMeans(points, { count: classes, seed: SEED });
  // Of equal points it is NaN.
  const standsOut = clusterContrast(points, clusters, SEED) >= 1 + LEAST_SHARE * (contrast - 1);
  if (!standsOut) return undefined;
  const { centres, members } = clusters;
  const directions = directionsOf(centres.map((centre) => whitenValues(centre, whitening)));
  const expected = directionsOf(
    Array.from({ length: classes }, (_, label) => means.subarray(label * size, (label + 1) * size)),
  );
  const cosines = directions.map((one) =>
    expected.map((other) => one.reduce((sum, value, at) => sum + value * other[at], 0))
  );
  return (labelled = new Map()) => {
    const worth = cosines.map((own) => [...own]);
    // One labelled clip outweighs all cosines: where clusters are classes, it tells which.
    for (const [row, label] of labelled) worth[members[row]][label] += 2 * classes;
    const labelOf = bestAssignment(worth);
    return members.map((cluster) => labelOf[cluster]);
  };
}

/** Of length 1, from the points' mean to each. */
function directionsOf(points: readonly ArrayLike<number>[]): Float64Array[] {
  const centre = Float64Array.from(points[0], (_, at) => mean(points.map((one) => one[at])));
  return points.map((point) => {
    const from = centre.map((middle, at) => point[at] - middle);
    const length = Math.hypot(...from);
    return from.map((value) => value / Math.max(length, Number.MIN_VALUE));
  });
}
