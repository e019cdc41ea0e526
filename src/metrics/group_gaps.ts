/**
 * How groups of speakers, such as women and men, fare beside the others: their accuracy and UAR
 * and, with bootstrap intervals, the gaps.
 *
 * A gap between groups is a gap between different people, so that what is drawn are the speakers of
 * either side, as many as there are. Where a side has too few for that, the interval is of these
 * very speakers only and says nothing of others: texts are then drawn, the same for both sides, where
 * both speak most of them (the clips of a text are paired), else clips of either side.
 */
import { quantile } from "../base/statistics.ts";
import { createRandom } from "../base/random.ts";
import { LEAST_GROUPS } from "./group_scores.ts";
import type { Interval } from "./intervals.ts";
import { predictedClasses, type Probabilities, probabilityRows } from "./probability_rows.ts";

/** What was drawn for an interval. */
export type DrawnUnit = "speakers" | "texts" | "clips";

/** A group's figure less that of all others, as fractions, with the 95 % bootstrap interval. */
export interface Gap extends Interval {
  difference: number;
}

/** How one group fares. */
export interface GroupScore {
  name: string;
  clips: number;
  /** How many speakers; null where they are not known. */
  speakers: number | null;
  accuracy: number;
  /** Over the classes that occur in the group. */
  uar: number;
  /** 95 % bootstrap intervals of both; of whatever `over` says. */
  intervals: { accuracy: Interval; uar: Interval } | null;
  /**
   * To all other groups together; the UAR over the classes that both sides have. Null for a single
   * group, and where both sides have no class in common.
   */
  gap: { accuracy: Gap; uar: Gap } | null;
  /** What the intervals draw. */
  over: DrawnUnit;
}

/** Predictions with what tells clips apart. */
export interface GapInput {
  /** [clip, class]. */
  probabilities: Probabilities;
  labels: readonly number[];
  classes: readonly string[];
  /** One a clip; "" where a clip's group is not known, which leaves it out. */
  groups: readonly string[];
  /** One a clip: the same id twice, as of two seeds, is one clip. */
  ids: readonly string[];
  /** One a clip; "" where unknown. */
  speakers?: readonly string[];
  /** One a clip; "" where unknown. */
  texts?: readonly string[];
}

/** See {@link groupScores}. */
export interface GapOptions {
  /** 2000 by default. */
  resamples?: number;
  /** 0 by default. */
  seed?: number;
}

/** Right clips and all clips, [side * classCount + class]. */
interface Counts {
  right: Float64Array;
  all: Float64Array;
}

/** One unit's clips: only the cells that it has. */
interface Unit {
  cells: number[];
  right: number[];
  all: number[];
}

/**
 * Accuracy and UAR of each group, by name, and its gap to all others. The percentile bootstrap
 * (Efron 1979) draws units with replacement, as many as there are, 2000 times; see this file's
 * first lines for what a unit is. A resample in which a figure has no value, because a class is
 * missing, does not count.
 *
 * @throws RangeError where shapes disagree
 *
 * @example
 * ```ts
 * groupScores({ probabilities, labels, classes, ids, groups: ["female", "male", …] })[0].gap;
 * ```
 */
export function groupScores(input: GapInput, options: GapOptions = {}): GroupScore[] {
  const { probabilities, labels, classes, groups, ids } = input;
  for (const [what, list] of Object.entries({ groups, ids })) {
    if (list.length === labels.length) continue;
    throw new RangeError(
      `Expected ${labels.length} ${what}, one a clip, but found ${list.length}`,
    );
  }
  const rows = probabilityRows(probabilities, labels, classes.length);
  const predicted = predictedClasses(rows, classes.length);
  const isRight = labels.map((label, clip) => predicted[clip] === label);
  const known = [...labels.keys()].filter((clip) => groups[clip] !== "");
  const names = [...new Set(known.map((clip) => groups[clip]))].sort();
  return names.map((name) => {
    const sides = known.map((clip) => groups[clip] === name ? 0 : 1);
    const own = known.filter((_, at) => sides[at] === 0);
    const ofKnown = (list: readonly string[] | undefined) =>
      list && known.every((clip) => list[clip] !== "")
        ? known.map((clip) => list[clip])
        : undefined;
    const speakers = ofKnown(input.speakers);
    const { over, sampled } = chooseUnits(sides, known.map((clip) => ids[clip]), {
      speakers,
      texts: ofKnown(input.texts),
    });
    const clips = known.map((clip, at) => ({
      side: sides[at],
      label: labels[clip],
      isRight: isRight[clip],
    }));
    const counts = (at: readonly number[]) => unitOf(at.map((one) => clips[one]), classes.length);
    const strata = sampled.map((units) => units.map(counts));
    const found = bootstrap(strata, classes.length, options);
    return {
      name,
      clips: new Set(own.map((clip) => ids[clip])).size,
      speakers: speakers ? new Set(speakers.filter((_, at) => sides[at] === 0)).size : null,
      ...found,
      over,
    };
  });
}

/**
 * What is drawn: lists of units, [stratum][unit][position]. Units of one stratum are drawn among
 * each other, so that each side keeps as many as it has.
 */
function chooseUnits(
  sides: readonly number[],
  ids: readonly string[],
  { speakers, texts }: { speakers?: readonly string[]; texts?: readonly string[] },
): { over: DrawnUnit; sampled: number[][][] } {
  const isSingle = !sides.includes(1);
  const bySide = (keys: readonly string[]) =>
    (isSingle ? [0] : [0, 1]).map((side) => {
      const own = [...sides.keys()].filter((at) => sides[at] === side);
      return [...Map.groupBy(own, (at) => keys[at]).values()];
    });
  const ofSpeakers = speakers && bySide(speakers);
  if (ofSpeakers?.every((units) => units.length >= LEAST_GROUPS)) {
    return { over: "speakers", sampled: ofSpeakers };
  }
  if (texts) {
    const sidesOf = Map.groupBy([...texts.keys()], (at) => texts[at]);
    const shared = [...sidesOf.values()]
      .filter((own) => new Set(own.map((at) => sides[at])).size === 2).length;
    const areShared = isSingle || shared > sidesOf.size / 2;
    if (areShared && sidesOf.size >= LEAST_GROUPS) {
      return { over: "texts", sampled: [[...sidesOf.values()]] };
    }
  }
  return { over: "clips", sampled: bySide(ids) };
}

function unitOf(
  clips: readonly { side: number; label: number; isRight: boolean }[],
  classCount: number,
): Unit {
  const cells = new Map<number, { right: number; all: number }>();
  for (const { side, label, isRight } of clips) {
    const cell = side * classCount + label;
    const own = cells.get(cell) ?? { right: 0, all: 0 };
    cells.set(cell, { right: own.right + Number(isRight), all: own.all + 1 });
  }
  return {
    cells: [...cells.keys()],
    right: [...cells.values()].map(({ right }) => right),
    all: [...cells.values()].map(({ all }) => all),
  };
}

/** The six figures of some counts; NaN where one has no value. */
interface Figures {
  accuracy: number;
  uar: number;
  accuracyGap: number;
  uarGap: number;
}

function figuresOf({ right, all }: Counts, classCount: number): Figures {
  const accuracyOf = (side: number) => {
    let hits = 0, clips = 0;
    for (let cell = side * classCount; cell < (side + 1) * classCount; cell++) {
      hits += right[cell];
      clips += all[cell];
    }
    return hits / clips;
  };
  let sum = 0, classes = 0, sumOfGaps = 0, common = 0;
  for (let own = 0; own < classCount; own++) {
    if (all[own] === 0) continue;
    const recall = right[own] / all[own];
    sum += recall;
    classes++;
    const other = classCount + own;
    if (all[other] === 0) continue;
    sumOfGaps += recall - right[other] / all[other];
    common++;
  }
  const accuracy = accuracyOf(0);
  return {
    accuracy,
    uar: sum / classes,
    accuracyGap: accuracy - accuracyOf(1),
    uarGap: sumOfGaps / common,
  };
}

function bootstrap(
  strata: readonly Unit[][],
  classCount: number,
  { resamples = 2000, seed = 0 }: GapOptions,
): Pick<GroupScore, "accuracy" | "uar" | "intervals" | "gap"> {
  const counts: Counts = {
    right: new Float64Array(2 * classCount),
    all: new Float64Array(2 * classCount),
  };
  const add = ({ cells, right, all }: Unit) => {
    for (let at = 0; at < cells.length; at++) {
      counts.right[cells[at]] += right[at];
      counts.all[cells[at]] += all[at];
    }
  };
  for (const unit of strata.flat()) add(unit);
  const exact = figuresOf(counts, classCount);
  const random = createRandom(seed, "group gaps");
  const drawn: Figures[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    counts.right.fill(0);
    counts.all.fill(0);
    for (const units of strata) {
      for (let draw = 0; draw < units.length; draw++) {
        add(units[Math.floor(random.uniform() * units.length)]);
      }
    }
    drawn.push(figuresOf(counts, classCount));
  }
  const interval = (name: keyof Figures): Interval | null => {
    const values = drawn.map((own) => own[name]).filter(Number.isFinite);
    return values.length ? { low: quantile(values, 0.025), high: quantile(values, 0.975) } : null;
  };
  const isAlone = strata.flat().length < 2;
  const [accuracy, uar] = [interval("accuracy"), interval("uar")];
  const [accuracyGap, uarGap] = [interval("accuracyGap"), interval("uarGap")];
  return {
    accuracy: exact.accuracy,
    uar: exact.uar,
    intervals: isAlone || !accuracy || !uar ? null : { accuracy, uar },
    gap: !Number.isFinite(exact.uarGap) || !accuracyGap || !uarGap ? null : {
      accuracy: { difference: exact.accuracyGap, ...accuracyGap },
      uar: { difference: exact.uarGap, ...uarGap },
    },
  };
}
