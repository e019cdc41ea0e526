/**
 * Scores by speaker, and what they say of other speakers.
 *
 * Clips of one speaker are alike: a network errs on one voice and not on another. Six speakers of
 * 300 clips are six draws of a speaker, not 1,800. How many networks were trained changes nothing
 * of that, so that seeds are averaged before speakers are compared.
 */
import { evaluatePredictions, type Metrics } from "./evaluate_predictions.ts";
import { bootstrapInterval, type Interval, studentInterval } from "./intervals.ts";
import { type Probabilities, probabilityRows } from "./probability_rows.ts";

/** A percentile bootstrap of fewer groups is far too narrow to mean anything. */
export const LEAST_GROUPS = 5;

/** Predictions, and to what group, such as a speaker, each clip belongs. */
interface GroupedPredictions {
  /** [clip, class]. */
  probabilities: Probabilities;
  /** The actual class of each clip. */
  labels: readonly number[];
  classes: readonly string[];
  /** One a clip. */
  groups: readonly string[];
}

/** The metrics of one group's clips. */
export interface GroupMetrics {
  name: string;
  metrics: Metrics;
}

/**
 * The metrics of each group, by name.
 *
 * @throws RangeError where shapes disagree
 */
export function metricsByGroup(
  { probabilities, labels, classes, groups }: GroupedPredictions,
): GroupMetrics[] {
  if (groups.length !== labels.length) {
    throw new RangeError(
      `Expected ${labels.length} groups, one a clip, but found ${groups.length}`,
    );
  }
  const width = classes.length;
  const rows = probabilityRows(probabilities, labels, width);
  const clips = Map.groupBy(labels.keys(), (clip) => groups[clip]);
  return [...clips].sort(([a], [b]) => a < b ? -1 : 1).map(([name, own]) => ({
    name,
    metrics: evaluatePredictions(
      own.flatMap((clip) => [...rows.subarray(clip * width, (clip + 1) * width)]),
      own.map((clip) => labels[clip]),
      classes,
    ),
  }));
}

/** Intervals (95 %) of the mean over groups. */
export interface GroupIntervals {
  /** Of the groups' values. */
  mean: number;
  /** How many groups. */
  count: number;
  /**
   * Student's t over the groups' values: wide where groups are few, as it must be. Null for one
   * group, which does not cover others.
   */
  student: Interval | null;
  /** Percentile bootstrap that draws groups; null below {@link LEAST_GROUPS}. */
  bootstrap: Interval | null;
}

/**
 * Of one value a group, such as each speaker's accuracy, or the difference of two networks in it:
 * the intervals in which the mean over all such groups lies. Each group weighs alike.
 *
 * @throws RangeError where there is no value
 *
 * @example
 * ```ts
 * intervalsOverGroups([0.5, 0.7, 0.6]).student; // { low: 0.35…, high: 0.84… }
 * ```
 */
export function intervalsOverGroups(values: readonly number[]): GroupIntervals {
  const count = values.length;
  const meanAt = (at: Int32Array) => at.reduce((sum, group) => sum + values[group], 0) / at.length;
  return {
    mean: meanAt(Int32Array.from(values.keys())),
    count,
    student: studentInterval(values),
    bootstrap: count < LEAST_GROUPS ? null : bootstrapInterval({ count, statistic: meanAt }),
  };
}

/** The part of an interval that a share can reach. */
export function withinShares({ low, high }: Interval): Interval {
  return { low: Math.min(Math.max(low, 0), 1), high: Math.min(Math.max(high, 0), 1) };
}
