import { UserError } from "../base/user_error.ts";
import { evaluatePredictions, type Metrics } from "../metrics/evaluate_predictions.ts";
import { type GroupIntervals, intervalsOverGroups, LEAST_GROUPS } from "../metrics/group_scores.ts";
import { bootstrapInterval, type Interval, type McNemar, mcnemar } from "../metrics/intervals.ts";
import { intervalMetrics } from "../metrics/metric_intervals.ts";
import { predictedClasses } from "../metrics/probability_rows.ts";
import type { Predictions } from "../train/predictions.ts";

/** One of the two runs. */
export interface ComparedRun {
  /** How messages name it, such as its folder. */
  name: string;
  corpus: string;
  /** The hash of its data; undefined where unknown. */
  data?: string;
  predictions: Predictions;
}

/** How two runs are compared. */
interface CompareRunsOptions {
  /** True compares on the clips that both tested; otherwise both must have tested the same. */
  commonOnly?: boolean;
  /** Who speaks each clip, by its id; clips of one speaker are then drawn together. */
  speakers?: ReadonlyMap<string, string>;
}

/** Metrics that are compared, by the names of {@link Metrics}. */
const comparedMetrics = [
  ...intervalMetrics,
  "logLoss",
  "brierScore",
  "expectedCalibrationError",
] as const satisfies readonly (keyof Metrics)[];

/** One speaker's clips by both runs. */
export interface SpeakerComparison {
  speaker: string;
  n: number;
  first: number;
  second: number;
  /** Unweighted average recall, over the classes that the speaker has. */
  firstUar: number;
  secondUar: number;
}

/** Two runs on the same clips; differences are the second less the first. */
export interface RunComparison {
  /** Clips compared. */
  count: number;
  /** How many clips only one of the runs tested. */
  onlyFirst: number;
  onlySecond: number;
  metrics: {
    name: typeof comparedMetrics[number];
    first: number | null;
    second: number | null;
    difference: number | null;
  }[];
  /** Of the difference in accuracy: bootstrap over clips, in pairs. */
  accuracyDifference: Interval;
  /** The same over whole speakers; null where they are unknown or fewer than five. */
  accuracyDifferenceBySpeaker: Interval | null;
  /** Of the difference in UAR, drawn as that in accuracy. */
  uarDifference: Interval;
  /** The same over whole speakers; null as that in accuracy. */
  uarDifferenceBySpeaker: Interval | null;
  /** Both accuracies and UARs by speaker; null where speakers are unknown. */
  bySpeaker: SpeakerComparison[] | null;
  /**
   * The mean over speakers of their own differences, each speaker alike, with t over speakers; null
   * where speakers are unknown.
   */
  speakerDifference: GroupIntervals | null;
  /** As if clips were independent. */
  mcnemar: McNemar;
}

/**
 * Compares two runs clip by clip: metrics, McNemar's test and the paired bootstrap interval (95 %)
 * of the difference in accuracy.
 * Throws UserError where the runs are of other corpora, data or classes, and where they tested
 * other clips, unless `commonOnly` is true and some are common.
 */
export function compareRuns(
  first: ComparedRun,
  second: ComparedRun,
  { commonOnly = false, speakers }: CompareRunsOptions = {},
): RunComparison {
  refuseDifferentData(first, second);
  const rowOf = new Map(second.predictions.ids.map((id, row) => [id, row]));
  const pairs = first.predictions.ids.flatMap((id, row) => {
    const other = rowOf.get(id);
    return other === undefined ? [] : [{ id, rows: [row, other] }];
  });
  const onlyFirst = first.predictions.ids.length - pairs.length;
  const onlySecond = second.predictions.ids.length - pairs.length;
  refuseOtherClips(first, second, { common: pairs.length, onlyFirst, onlySecond, commonOnly });
  const ours = pickRows(first.predictions, pairs.map(({ rows }) => rows[0]));
  const theirs = pickRows(second.predictions, pairs.map(({ rows }) => rows[1]));
  refuseOtherLabels(first, second, pairs.map(({ id }) => id), ours.labels, theirs.labels);
  const right = [ours, theirs].map(({ probabilities, labels, classes }) => {
    const predicted = predictedClasses(probabilities, classes.length);
    return labels.map((label, clip) => predicted[clip] === label);
  });
  const groups = speakers ? pairs.map(({ id }) => speakers.get(id) ?? "") : [];
  const areKnown = groups.length > 0 && !groups.includes("");
  const isGrouped = areKnown && new Set(groups).size >= LEAST_GROUPS;
  const { labels } = ours;
  const classCount = ours.classes.length;
  const bySpeaker = areKnown ? figuresBySpeaker(right, labels, groups) : null;
  return {
    count: pairs.length,
    onlyFirst,
    onlySecond,
    metrics: sideBySide(ours, theirs),
    accuracyDifference: differenceInterval(right),
    accuracyDifferenceBySpeaker: isGrouped ? differenceInterval(right, groups) : null,
    uarDifference: uarDifferenceInterval(right, labels, classCount),
    uarDifferenceBySpeaker: isGrouped
      ? uarDifferenceInterval(right, labels, classCount, groups)
      : null,
    bySpeaker,
    speakerDifference: bySpeaker &&
      intervalsOverGroups(bySpeaker.map((own) => own.second - own.first)),
    mcnemar: mcnemar(right[0], right[1]),
  };
}

function refuseDifferentData(first: ComparedRun, second: ComparedRun): void {
  if (first.corpus !== second.corpus) {
    throw new UserError(
      `Expected two runs of one corpus, but ${first.name} is of ${first.corpus} and ` +
        `${second.name} of ${second.corpus}`,
    );
  }
  if (first.data !== undefined && second.data !== undefined && first.data !== second.data) {
    throw new UserError(
      `Expected two runs from the same data, but those of ${first.corpus} changed between ` +
        `${first.name} and ${second.name}`,
    );
  }
  const [ours, theirs] = [first, second].map(({ predictions }) => predictions.classes.join(", "));
  if (ours !== theirs) {
    throw new UserError(
      `Expected two runs with the same classes, but ${first.name} has ${ours} and ` +
        `${second.name} has ${theirs}`,
    );
  }
}

interface Overlap {
  common: number;
  onlyFirst: number;
  onlySecond: number;
  commonOnly: boolean;
}

function refuseOtherClips(
  first: ComparedRun,
  second: ComparedRun,
  { common, onlyFirst, onlySecond, commonOnly }: Overlap,
): void {
  if (common === 0) {
    throw new UserError(
      `Expected two runs that tested the same clips, but ${first.name} and ${second.name} have ` +
        "none in common",
    );
  }
  if (commonOnly || onlyFirst + onlySecond === 0) return;
  throw new UserError(
    `Expected two runs that tested the same clips, but of ${common + onlyFirst} and ` +
      `${
        common + onlySecond
      } clips only ${common} are common; compare runs of one protocol, fold ` +
      "and seed, or take --common to compare on the common clips",
  );
}

function refuseOtherLabels(
  first: ComparedRun,
  second: ComparedRun,
  ids: string[],
  ours: number[],
  theirs: number[],
): void {
  const wrong = ours.findIndex((label, clip) => label !== theirs[clip]);
  if (wrong < 0) return;
  const { classes } = first.predictions;
  throw new UserError(
    `Expected each clip to be of one class, but ${ids[wrong]} is ${classes[ours[wrong]]} in ` +
      `${first.name} and ${classes[theirs[wrong]]} in ${second.name}`,
  );
}

/** The predictions of some rows alone. */
function pickRows({ ids, classes, labels, probabilities }: Predictions, rows: number[]) {
  const picked = new Float64Array(rows.length * classes.length);
  rows.forEach((row, at) => {
    const own = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
    picked.set(own, at * classes.length);
  });
  return {
    ids: rows.map((row) => ids[row]),
    labels: rows.map((row) => labels[row]),
    classes,
    probabilities: picked,
  };
}

function sideBySide(ours: Predictions, theirs: Predictions): RunComparison["metrics"] {
  const [first, second] = [ours, theirs].map(({ probabilities, labels, classes }) =>
    evaluatePredictions(probabilities, labels, classes)
  );
  return comparedMetrics.map((name) => {
    const [a, b] = [first[name], second[name]];
    return { name, first: a, second: b, difference: a === null || b === null ? null : b - a };
  });
}

/** Clips are drawn with both runs' answers to them, for the runs err on the same ones. */
function differenceInterval([first, second]: boolean[][], groups?: string[]): Interval {
  const gain = first.map((right, clip) => Number(second[clip]) - Number(right));
  return bootstrapInterval({
    count: gain.length,
    groups,
    statistic: (at) => at.reduce((sum, clip) => sum + gain[clip], 0) / at.length,
  });
}

/** The same for the UAR, over the classes that a resample holds. */
function uarDifferenceInterval(
  [first, second]: boolean[][],
  labels: readonly number[],
  classCount: number,
  groups?: string[],
): Interval {
  const gain = first.map((right, clip) => Number(second[clip]) - Number(right));
  return bootstrapInterval({
    count: gain.length,
    groups,
    statistic: (at) => {
      const [gains, clips] = [new Float64Array(classCount), new Float64Array(classCount)];
      for (const clip of at) {
        gains[labels[clip]] += gain[clip];
        clips[labels[clip]]++;
      }
      let sum = 0, classes = 0;
      for (let own = 0; own < classCount; own++) {
        if (clips[own] === 0) continue;
        sum += gains[own] / clips[own];
        classes++;
      }
      return sum / classes;
    },
  });
}

function figuresBySpeaker(
  [first, second]: boolean[][],
  labels: readonly number[],
  groups: readonly string[],
): SpeakerComparison[] {
  const clips = Map.groupBy(groups.keys(), (clip) => groups[clip]);
  return [...clips].sort(([a], [b]) => a < b ? -1 : 1).map(([speaker, own]) => {
    const share = (right: boolean[], of = own) =>
      of.filter((clip) => right[clip]).length / of.length;
    const classes = [...Map.groupBy(own, (clip) => labels[clip]).values()];
    const uar = (right: boolean[]) =>
      classes.reduce((sum, of) => sum + share(right, of), 0) / classes.length;
    return {
      ...{ speaker, n: own.length, first: share(first), second: share(second) },
      ...{ firstUar: uar(first), secondUar: uar(second) },
    };
  });
}
