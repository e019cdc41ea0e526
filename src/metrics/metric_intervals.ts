import { classificationScores } from "./classification_scores.ts";
import { bootstrapInterval, type Interval } from "./intervals.ts";
import {
  classColumn,
  predictedClasses,
  type Probabilities,
  probabilityRows,
} from "./probability_rows.ts";
import { aucHardLabel } from "./ranking_curves.ts";

/** Metrics with an interval, by the names of `Metrics`. */
export const intervalMetrics = [
  "accuracy",
  "macroPrecision",
  "macroRecall",
  "macroF1",
  "aucProbability",
  "aucHardLabel",
] as const;

/** An interval for each metric; null where the metric has no value. */
type MetricIntervals = Record<typeof intervalMetrics[number], Interval | null>;

/** What is resampled and how. */
interface MetricIntervalOptions {
  /** [clip, class]. */
  probabilities: Probabilities;
  /** The actual class of each clip. */
  labels: readonly number[];
  classCount: number;
  /** One a clip, such as its speaker: whole groups are then drawn (cluster bootstrap). */
  groups?: readonly string[];
  /** 1000 by default. */
  resamples?: number;
}

/**
 * Percentile bootstrap intervals (95 %) over the test clips. They say how much the figure depends
 * on which clips were tested, not on how the training went.
 *
 * @throws RangeError where shapes disagree or there is no clip
 */
export function metricIntervals(options: MetricIntervalOptions): MetricIntervals {
  const { labels, classCount, groups, resamples = 1000 } = options;
  const rows = probabilityRows(options.probabilities, labels, classCount);
  const predicted = predictedClasses(rows, classCount);
  const confusionOf = (indices: Int32Array) => {
    const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
    for (const index of indices) counts[labels[index]][predicted[index]]++;
    return counts;
  };
  const ranked = Array.from(
    { length: classCount },
    (_, own) => rankClips(classColumn(rows, own, classCount), labels, own),
  );
  const statistics: Record<keyof MetricIntervals, (indices: Int32Array) => number | null> = {
    accuracy: (at) => classificationScores(confusionOf(at)).accuracy,
    macroPrecision: (at) => classificationScores(confusionOf(at)).macroPrecision,
    macroRecall: (at) => classificationScores(confusionOf(at)).macroRecall,
    macroF1: (at) => classificationScores(confusionOf(at)).macroF1,
    aucProbability: (at) => macroAuc(ranked, at, labels.length),
    aucHardLabel: (at) => aucHardLabel(confusionOf(at)).macro,
  };
  const all = Int32Array.from(labels, (_, index) => index);
  return Object.fromEntries(
    intervalMetrics.map((name) => {
      const statistic = (at: Int32Array) => statistics[name](at) ?? NaN;
      if (Number.isNaN(statistic(all))) return [name, null];
      return [name, bootstrapInterval({ count: labels.length, statistic, groups, resamples })];
    }),
  ) as MetricIntervals;
}

/** A class's clips from the least probable to the most. */
interface RankedClips {
  order: number[];
  /** By place in `order`: whether the clip's score equals the next one's. */
  tiesWithNext: boolean[];
  positive: boolean[];
}

function rankClips(scores: Float64Array, labels: readonly number[], own: number): RankedClips {
  const order = labels.map((_, clip) => clip).sort((a, b) => scores[a] - scores[b]);
  return {
    order,
    tiesWithNext: order.map((clip, place) => scores[clip] === scores[order[place + 1]]),
    positive: order.map((clip) => labels[clip] === own),
  };
}

/**
 * One-vs-rest AUC of a resample, as aucProbability has it: sorting once and counting how often each
 * clip was drawn is what makes a thousand resamples affordable.
 */
function macroAuc(ranked: readonly RankedClips[], drawn: Int32Array, count: number): number | null {
  const times = new Int32Array(count);
  for (const clip of drawn) times[clip]++;
  const areas = ranked.map((own) => weightedAuc(own, times)).filter((area) => area !== null);
  return areas.length ? areas.reduce((sum, area) => sum + area, 0) / areas.length : null;
}

/** Share of pairs of a positive and a negative in the right order, ties counting half. */
function weightedAuc({ order, tiesWithNext, positive }: RankedClips, times: Int32Array) {
  let [positives, negatives, pairs] = [0, 0, 0];
  let [tiedPositives, tiedNegatives] = [0, 0];
  for (let place = 0; place < order.length; place++) {
    if (positive[place]) tiedPositives += times[order[place]];
    else tiedNegatives += times[order[place]];
    if (tiesWithNext[place]) continue;
    pairs += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    [tiedPositives, tiedNegatives] = [0, 0];
  }
  return positives && negatives ? pairs / (positives * negatives) : null;
}
