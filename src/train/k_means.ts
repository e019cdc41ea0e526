/** In: points. Out: groups of near ones, by k-means. */
import { createRandom } from "../base/random.ts";

/** Points in rows. */
export interface PointTable {
  /** [row, value], row-major. */
  data: ArrayLike<number>;
  rows: number;
  values: number;
}

/** Groups of points. */
export interface Clusters {
  /** [cluster][value]. */
  centres: Float64Array[];
  /** The number of each point's cluster. */
  members: number[];
  /** Sum of squared distances to the own centre: the smaller, the better the groups. */
  inertia: number;
}

/** How k-means runs. */
export interface KMeansOptions {
  /** How many clusters; at most as many as there are points. */
  count: number;
  seed: number;
  /** The best of so many starts is kept; 10 by default. */
  starts?: number;
}

const MOST_STEPS = 100;

/**
 * Lloyd's algorithm (1982) from centres spread by k-means++ (Arthur and Vassilvitskii 2007). Throws
 * a RangeError where `count` is below 1 or above the number of points.
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
export function squaredDistance(
  { data, values }: PointTable,
  row: number,
  centre: Float64Array,
): number {
  let sum = 0;
  for (let at = 0; at < values; at++) sum += (data[row * values + at] - centre[at]) ** 2;
  return sum;
}

/** k-means++: each further centre is a point, the likelier the farther it is from those before. */
function spreadCentres(
  points: PointTable,
  count: number,
  random: ReturnType<typeof createRandom>,
): Float64Array[] {
  const centres = [pointOf(points, random.integer(0, points.rows - 1))];
  const nearest = new Float64Array(points.rows).fill(Infinity);
  while (centres.length < count) {
    let total = 0;
    for (let row = 0; row < points.rows; row++) {
      nearest[row] = Math.min(nearest[row], squaredDistance(points, row, centres.at(-1)!));
      total += nearest[row];
    }
    let left = random.uniform() * total;
    let row = 0;
    while (row < points.rows - 1 && (left -= nearest[row]) > 0) row++;
    centres.push(pointOf(points, row));
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
