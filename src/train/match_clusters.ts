/**
 * A speaker's clusters and what they mean. In: unlabelled clips and what networks say of them. Out:
 * the clips' clusters, matched with the classes, as probabilities.
 */
import { bestAssignment } from "./best_assignment.ts";
import type { Examples } from "./examples.ts";
import { type Clusters, kMeans, type PointTable, squaredDistance } from "./k_means.ts";
import type { Opinions } from "./pseudo_labels.ts";

/** How sure somebody must at least be held to be: the logarithm needs it. */
const LEAST_PROBABILITY = 1e-6;

/**
 * As many clusters as classes, each of which becomes one class, so that the networks' mean logarithm
 * of probability over all clips is greatest: where a speaker's emotions lie apart, the many clips of
 * a cluster decide together. A clip's probabilities fall with its distance to the clusters' centres,
 * as those of normal distributions of one width would. It assumes that every class is heard.
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
  { ids, classes, probabilities }: Opinions,
  seed: number,
): Opinions {
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
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  members.forEach((cluster, row) => counts[cluster][examples.labels[row]]++);
  const labelOf = bestAssignment(counts);
  const hits = labelOf.reduce((sum, label, cluster) => sum + counts[cluster][label], 0);
  return hits / members.length;
}
