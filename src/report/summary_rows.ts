/** In: what one model's runs predicted, seed by seed. Out: the summary's rows, one a metric. */
import type { Clip } from "../data/corpus.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import {
  type GroupMetrics,
  intervalsOverGroups,
  LEAST_GROUPS,
  metricsByGroup,
  withinShares,
} from "../metrics/group_scores.ts";
import { intervalMetrics, metricIntervals } from "../metrics/metric_intervals.ts";
import { type Predictions, togetherPredicted } from "../train/predictions.ts";
import {
  heldOutUnit,
  intervalOverClips,
  intervalOverUnits,
  type RowInterval,
  wider,
} from "./row_interval.ts";
import type { SummaryRow } from "./summary.ts";
import { summaryRow } from "./summary_row.ts";

/** What was run. */
export interface SeedRuns extends
  Pick<
    SummaryRow,
    "corpus" | "model" | "protocol" | "knowledge" | "knownClips" | "synthetic" | "run" | "note"
  > {
  /** One a training. */
  seeds: number[];
  /** On the test part: [seed][fold]. */
  predictions: readonly (readonly Predictions[])[];
  /** Who speaks what in each clip, by its id; what is not known of clips cannot be drawn. */
  clips: ReadonlyMap<string, Pick<Clip, "speaker" | "text">>;
}

type Metric = SummaryRow["metric"];

/** What is the same for all metrics. */
interface Evaluated {
  /** [seed][fold]. */
  folds: Metrics[][];
  /** Of each seed, all folds together. */
  pooled: Metrics[];
  /** Of each seed, by speaker; undefined where speakers are not held out, or not known. */
  bySpeaker?: GroupMetrics[][];
  /** Where clips or texts are drawn. */
  drawn?: { over: "clips" | "texts"; bootstraps: Record<Metric, RowInterval | null> };
}

/**
 * One row a metric: accuracy, macro precision, recall and F1, and both areas under the ROC curve. A
 * seed's value is the mean over its folds; all folds' clips together give `pooled`. A metric that
 * has no value for some fold, because a class is alone in its test part, gets no row. Intervals are
 * over what the protocol holds out, see row_interval.ts.
 *
 * @throws RangeError where there is no seed, or not one list of predictions a seed
 */
export function summaryRows({ predictions, clips, ...runs }: SeedRuns): SummaryRow[] {
  if (predictions.length === 0 || predictions.length !== runs.seeds.length) {
    throw new RangeError(
      `Expected predictions for each of ${runs.seeds.length} seeds, but found ${predictions.length}`,
    );
  }
  const evaluated = evaluate(predictions, clips, runs.protocol);
  const { folds, pooled } = evaluated;
  const n = Math.round(mean(pooled.map(({ count }) => count)));
  return intervalMetrics.flatMap((metric) => {
    const values = folds.map((ofSeed) => meanOfKnown(ofSeed.map((own) => own[metric])));
    if (!areKnown(values)) return [];
    const together = meanOfKnown(pooled.map((own) => own[metric]));
    return [summaryRow({
      ...runs,
      ...{ metric, values, n, ...spread(metric, values, evaluated, n) },
      ...(folds.some((ofSeed) => ofSeed.length > 1) && together !== null
        ? { pooled: together }
        : {}),
      ...(isMacro(metric)
        ? { scikitLearn: mean(folds.flat().map(({ scikitLearn }) => scikitLearn[metric])) }
        : {}),
    })];
  });
}

function evaluate(
  predictions: SeedRuns["predictions"],
  clips: SeedRuns["clips"],
  protocol: SummaryRow["protocol"],
): Evaluated {
  const scores = ({ probabilities, labels, classes }: Predictions) =>
    evaluatePredictions(probabilities, labels, classes);
  const ofSeeds = predictions.map(togetherPredicted);
  const evaluated = {
    folds: predictions.map((ofSeed) => ofSeed.map(scores)),
    pooled: ofSeeds.map(scores),
  };
  const all = togetherPredicted(ofSeeds);
  const unit = heldOutUnit(protocol);
  const nameOf = (id: string) =>
    unit === "clips" ? id : clips.get(id)?.[unit === "speakers" ? "speaker" : "text"] ?? "";
  const isTold = all.ids.every((id) => nameOf(id) !== "");
  if (unit === "speakers" && isTold) {
    const bySpeaker = ofSeeds.map((own) => metricsByGroup({ ...own, groups: own.ids.map(nameOf) }));
    return { ...evaluated, bySpeaker };
  }
  const { probabilities, labels, classes } = all;
  const groups = isTold ? all.ids.map(nameOf) : all.ids;
  const over = unit === "texts" && isTold ? "texts" : "clips";
  const count = new Set(groups).size;
  const intervals = count < LEAST_GROUPS
    ? undefined
    : metricIntervals({ probabilities, labels, classCount: classes.length, groups });
  const bootstraps = Object.fromEntries(intervalMetrics.map((metric) => {
    const interval = intervals?.[metric];
    return [metric, interval ? { ...interval, over, count, method: "bootstrap" } : null];
  })) as Record<Metric, RowInterval | null>;
  return { ...evaluated, drawn: { over, bootstraps } };
}

/** The interval of a metric, and what it comes from. */
function spread(
  metric: Metric,
  values: readonly number[],
  { bySpeaker, drawn }: Evaluated,
  n: number,
): Pick<SummaryRow, "interval" | "clusterBootstrap" | "bySpeaker"> {
  if (bySpeaker === undefined) {
    const ofDrawn = drawn!.over === "clips" && metric === "accuracy"
      ? intervalOverClips(mean(values), n)
      : drawn!.bootstraps[metric];
    return { interval: wider(ofDrawn, intervalOverUnits(values, "seeds")) };
  }
  const ofSpeakers = [...Map.groupBy(bySpeaker.flat(), ({ name }) => name)]
    .flatMap(([speaker, ofSeeds]) => {
      const value = meanOfKnown(ofSeeds.map(({ metrics }) => metrics[metric]));
      const clips = Math.round(mean(ofSeeds.map(({ metrics }) => metrics.count)));
      return value === null ? [] : [{ speaker, n: clips, value }];
    });
  if (ofSpeakers.length === 0) return { interval: null };
  const speakers = ofSpeakers.map(({ value }) => value);
  const { bootstrap } = intervalsOverGroups(speakers);
  return {
    interval: intervalOverUnits(speakers, "speakers", mean(values)),
    ...(bootstrap ? { clusterBootstrap: withinShares(bootstrap) } : {}),
    bySpeaker: ofSpeakers,
  };
}

function isMacro(metric: Metric): metric is "macroPrecision" | "macroRecall" | "macroF1" {
  return metric.startsWith("macro");
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Null where one of the values is. */
function meanOfKnown(values: readonly (number | null)[]): number | null {
  return areKnown(values) ? mean(values) : null;
}

function areKnown(values: readonly (number | null)[]): values is number[] {
  return !values.includes(null);
}
