import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { createRandom } from "../base/random.ts";
import type { Examples } from "./examples.ts";
import type { TeacherPredictions } from "./pseudo_labels.ts";

/** Points in rows. */
interface PointTable {
  /** [row, value], row-major. */
  data: ArrayLike<number>;
  rows: number;
  values: number;
}

/** Groups of points. */
interface Clusters {
  /** [cluster][value]. */
  centres: Float64Array[];
  /** The number of each point's cluster. */
  members: number[];
  /** Sum of squared distances to the own centre: the smaller, the better the groups. */
  inertia: number;
}

/** How k-means runs. */
interface KMeansOptions {
  /** How many clusters; at most as many as there are points. */
  count: number;
  seed: number;
  /** The best of so many starts is kept; 10 by default. */
  starts?: number;
}

const MOST_STEPS = 100;

/**
 * Lloyd's algorithm (1982) from centres spread by greedy k-means++ (Arthur and Vassilvitskii 2007).
 * Throws a RangeError where `count` is below 1 or above the number of points.
 *
 * @example
 * ```ts
 * const { members } = kMeans({ data: [0, 1, 9, 10], rows: 4, values: 1 }, { count: 2, seed: 1 });
 * ```
 */
export function kMeans(points: PointTable, { count, seed, starts = 10 }: KMeansOptions): Clusters {
  if (!(count >= 1 && count <= points.rows)) {
    throw new RangeError(`Expected 1 to ${points.rows} clusters, but found ${count}`);
  }
  const random = createRandom(seed, "kMeans");
  let best: Clusters | undefined;
  for (let start = 0; start < starts; start++) {
    const found = improve(points, spreadCentres(points, count, random));
    if (best === undefined || found.inertia < best.inertia) best = found;
  }
  return best!;
}

function pointOf({ data, values }: PointTable, row: number): Float64Array {
  return Float64Array.from({ length: values }, (_, at) => data[row * values + at]);
}

/** The squared distance of point `row` to `centre`. */
function squaredDistance(
  { data, values }: PointTable,
  row: number,
  centre: Float64Array,
): number {
  let sum = 0;
  for (let at = 0; at < values; at++) sum += (data[row * values + at] - centre[at]) ** 2;
  return sum;
}

/**
 * Greedy k-means++: each further centre is a point, the likelier the farther it is from those
 * before, and of a few drawn so the one that leaves the smallest sum of squared distances, as
 * scikit-learn does.
 */
function spreadCentres(
  points: PointTable,
  count: number,
  random: ReturnType<typeof createRandom>,
): Float64Array[] {
  const candidates = 2 + Math.floor(Math.log(count));
  const centres = [pointOf(points, random.integer(0, points.rows - 1))];
  let nearest = Float64Array.from(
    { length: points.rows },
    (_, row) => squaredDistance(points, row, centres[0]),
  );
  let total = nearest.reduce((sum, value) => sum + value, 0);
  while (centres.length < count) {
    let best: { centre: Float64Array; nearest: typeof nearest; total: number } | undefined;
    for (let candidate = 0; candidate < candidates; candidate++) {
      let left = random.uniform() * total;
      let row = 0;
      while (row < points.rows - 1 && (left -= nearest[row]) > 0) row++;
      const centre = pointOf(points, row);
      let sum = 0;
      const nearer = nearest.map((known, row) => {
        const least = Math.min(known, squaredDistance(points, row, centre));
        sum += least;
        return least;
      });
      if (best === undefined || sum < best.total) best = { centre, nearest: nearer, total: sum };
    }
    centres.push(best!.centre);
    ({ nearest, total } = best!);
  }
  return centres;
}

function improve(points: PointTable, start: Float64Array[]): Clusters {
  let centres = start;
  let members: number[] = [];
  let inertia = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    inertia = 0;
    const next = Array.from({ length: points.rows }, (_, row) => {
      const distances = centres.map((centre) => squaredDistance(points, row, centre));
      const least = Math.min(...distances);
      inertia += least;
      return distances.indexOf(least);
    });
    const isSettled = next.every((cluster, row) => cluster === members[row]);
    members = next;
    if (isSettled) break;
    centres = centres.map((centre, cluster) => meanOf(points, members, cluster) ?? centre);
  }
  return { centres, members, inertia };
}

/** Of the variance that keeps the covariance of few points invertible. */
const RIDGE = 1e-6;

/**
 * How many times as much of the points' variance the clusters tell as k-means finds in as many
 * normally distributed points of the same covariance: about 1 where there are no clusters but those
 * that k-means cuts any cloud into. After the gap statistic (Tibshirani, Walther and Hastie 2001).
 */
export function clusterContrast(
  points: PointTable,
  { centres, inertia }: Clusters,
  seed: number,
): number {
  const random = createRandom(seed, "normal points");
  const count = centres.length;
  const reference = normalPoints(points, random);
  const ofReference = kMeans(reference, { count, seed, starts: 1 });
  return toldShare(points, inertia) / toldShare(reference, ofReference.inertia);
}

/** The share of the variance that lies between clusters of this inertia. */
function toldShare({ data, rows, values }: PointTable, inertia: number): number {
  const total = Matrix.from1DArray(rows, values, data).center("column").norm() ** 2;
  return 1 - inertia / total;
}

/** As many points as there are, normally distributed, with their covariance; their mean is 0. */
function normalPoints(points: PointTable, random: ReturnType<typeof createRandom>): PointTable {
  const { rows, values } = points;
  const centred = Matrix.from1DArray(rows, values, points.data).center("column");
  const covariance = centred.transpose().mmul(centred).div(rows);
  const ridge = RIDGE * covariance.trace() / values + Number.MIN_VALUE;
  for (let at = 0; at < values; at++) {
    covariance.set(at, at, covariance.get(at, at) + ridge);
  }
  const factor = new CholeskyDecomposition(covariance).lowerTriangularMatrix;
  const normal = Matrix.from1DArray(
    rows,
    values,
    Array.from({ length: rows * values }, random.normal),
  );
  return { data: normal.mmul(factor.transpose()).to1DArray(), rows, values };
}

/** Undefined for a cluster that lost all its points. */
function meanOf(points: PointTable, members: number[], cluster: number): Float64Array | undefined {
  const mean = new Float64Array(points.values);
  let count = 0;
  members.forEach((own, row) => {
    if (own !== cluster) return;
    count++;
    for (let at = 0; at < points.values; at++) mean[at] += points.data[row * points.values + at];
  });
  return count > 0 ? mean.map((sum) => sum / count) : undefined;
}

/**
 * Gives every row a column of its own so that the sum of `worth`[row][column] is greatest: the
 * Hungarian method (Kuhn 1955) by shortest augmenting paths with potentials, cubic in the size.
 * `worth` is square. Out: the column of each row.
 *
 * @example
 * ```ts
 * bestAssignment([[1, 5], [2, 9]]); // [0, 1]: 1 + 9 is more than 5 + 2
 * ```
 */
export function bestAssignment(worth: readonly (readonly number[])[]): number[] {
  const size = worth.length;
  const cost = (row: number, column: number) => -worth[row][column];
  const rowPotential = new Float64Array(size);
  const columnPotential = new Float64Array(size + 1);
  /** Of each column; the one behind the last stands for the row that is being placed. */
  const rowOf = new Array<number>(size + 1).fill(-1);
  for (let row = 0; row < size; row++) {
    rowOf[size] = row;
    const least = new Float64Array(size).fill(Infinity);
    const cameFrom = new Array<number>(size).fill(size);
    const seen = new Array<boolean>(size + 1).fill(false);
    let column = size;
    while (rowOf[column] !== -1) {
      seen[column] = true;
      const placed = rowOf[column];
      let step = Infinity;
      let next = -1;
      for (let other = 0; other < size; other++) {
        if (seen[other]) continue;
        const reduced = cost(placed, other) - rowPotential[placed] - columnPotential[other];
        if (reduced < least[other]) {
          least[other] = reduced;
          cameFrom[other] = column;
        }
        if (least[other] < step) {
          step = least[other];
          next = other;
        }
      }
      for (let other = 0; other <= size; other++) {
        if (seen[other]) {
          rowPotential[rowOf[other]] += step;
          columnPotential[other] -= step;
        } else if (other < size) least[other] -= step;
      }
      column = next;
    }
    while (column !== size) {
      rowOf[column] = rowOf[cameFrom[column]];
      column = cameFrom[column];
    }
    rowOf[size] = -1;
  }
  const columns = new Array<number>(size);
  for (let column = 0; column < size; column++) columns[rowOf[column]] = column;
  return columns;
}

// A speaker's clusters and what they mean.

/** How sure somebody must at least be held to be: the logarithm needs it. */
const LEAST_PROBABILITY = 1e-6;

/**
 * As many clusters as classes, each of which becomes one class, so that the networks' mean
 * logarithm of probability over all clips is greatest: where a speaker's emotions lie apart, the
 * many clips of a cluster decide together. A clip's probabilities fall with its distance to the
 * clusters' centres, as those of normal distributions of one width would. It assumes that every
 * class occurs.
 *
 * `examples` hold one frame of functionals a clip, normalised per speaker.
 *
 * @example
 * ```ts
 * const { probabilities } = matchClusters(examples, (await ensembleRuns(runs)).predictions, 1);
 * ```
 */
export function matchClusters(
  examples: Pick<Examples, "ids" | "data">,
  { ids, classes, probabilities }: TeacherPredictions,
  seed: number,
): TeacherPredictions {
  const points = pointsOf(examples);
  const width = classes.length;
  const clusters = kMeans(points, { count: width, seed });
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const worth = clusters.centres.map(() => new Array<number>(width).fill(0));
  clusters.members.forEach((cluster, place) => {
    const row = rowOf.get(examples.ids[place])!;
    for (let label = 0; label < width; label++) {
      worth[cluster][label] += Math.log(
        Math.max(probabilities[row * width + label], LEAST_PROBABILITY),
      );
    }
  });
  const labelOf = bestAssignment(worth);
  return {
    ids: examples.ids,
    classes,
    probabilities: nearness(points, clusters, labelOf),
  };
}

/** The examples' values as points. */
function pointsOf({ ids, data }: Pick<Examples, "ids" | "data">): PointTable {
  return { data, rows: ids.length, values: data.length / ids.length };
}

function nearness(points: PointTable, clusters: Clusters, labelOf: number[]): Float64Array {
  const width = labelOf.length;
  const { centres, inertia } = clusters;
  const variance = Math.max(inertia / points.rows, Number.MIN_VALUE);
  const out = new Float64Array(points.rows * width);
  for (let row = 0; row < points.rows; row++) {
    const weights = centres.map((centre) => -squaredDistance(points, row, centre) / (2 * variance));
    const most = Math.max(...weights);
    const shares = weights.map((weight) => Math.exp(weight - most));
    const sum = shares.reduce((total, share) => total + share, 0);
    shares.forEach((share, cluster) => out[row * width + labelOf[cluster]] = share / sum);
  }
  return out;
}

/**
 * How well clusters found in the same way coincide with the classes, on clips that have labels: the
 * share of clips whose cluster is matched with their own class, at best. Near 1 says that clusters
 * of new speakers of such recordings may be trusted too.
 */
export function clusterPurity(
  examples: Pick<Examples, "ids" | "data" | "labels">,
  classes: number,
  seed: number,
): number {
  const { members } = kMeans(pointsOf(examples), { count: classes, seed });
  return purityOf(members, examples.labels, classes);
}

/** {@link clusterPurity} of clusters that are found already: the number of each clip's cluster. */
export function purityOf(
  members: readonly number[],
  labels: readonly number[],
  classes: number,
): number {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  members.forEach((cluster, row) => counts[cluster][labels[row]]++);
  const labelOf = bestAssignment(counts);
  const hits = labelOf.reduce((sum, label, cluster) => sum + counts[cluster][label], 0);
  return hits / members.length;
}
