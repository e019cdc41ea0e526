import { z } from "zod";
import type { Protocol } from "../data/corpus.ts";
import { withinShares } from "../metrics/group_scores.ts";
import { type Interval, meanSd, studentInterval, wilsonInterval } from "../metrics/intervals.ts";
import type { intervalMetrics } from "../metrics/metric_intervals.ts";
import { normalQuantile } from "../metrics/normal_distribution.ts";
import type { SummaryRow } from "./summary.ts";

/** What a row says about the published figure. */
export type Verdict =
  | "reproduced"
  | "better"
  | "worse"
  | "stricter split"
  | "no published figure"
  | "not comparable (synthetic)";

/** A row's difference from the published figure. */
export interface Comparison {
  /** Ours minus published, as a fraction; null where nothing is published. */
  difference: number | null;
  /** Of the difference, 95 %; null where there is none, or none that is one of two like figures. */
  interval: Interval | null;
  /** In a word. */
  verdict: Verdict;
}

/**
 * Compares our mean with the published figure. "reproduced" is a difference within its 95 %
 * interval, "better" and "worse" lie outside. Under a split stricter than the paper's the
 * difference is the price of that split, not a verdict on the figure; synthetic data are not
 * comparable.
 *
 * The published figure is one draw of n test clips, with variance p(1 - p)/n; ours has the row's
 * interval, or where it has none the same variance as a share of clips. What chance allows either
 * of them, in 95 %, adds up as squares.
 */
export function compareWithPublished(row: SummaryRow): Comparison {
  const { published, mean, n, synthetic, protocol } = row;
  const none = { difference: null, interval: null };
  if (synthetic) return { ...none, verdict: "not comparable (synthetic)" };
  if (published === null) return { ...none, verdict: "no published figure" };
  const difference = mean - published;
  if (protocol !== "paper" && protocol !== "official") {
    return { difference, interval: null, verdict: "stricter split" };
  }
  const reach = (figure: number) => normalQuantile(0.975) * Math.sqrt(figure * (1 - figure) / n);
  const limit = Math.hypot(reach(published), reachOf(row.interval) ?? reach(mean));
  const interval = { low: difference - limit, high: difference + limit };
  if (Math.abs(difference) <= limit) return { difference, interval, verdict: "reproduced" };
  return { difference, interval, verdict: difference > 0 ? "better" : "worse" };
}

// How exactly a row's mean is known: its 95 % interval, and what was drawn to get it.
//
// Seeds share their test clips, or most of them, and clips of one speaker are alike. So neither
// seeds × clips nor clips of few speakers are counted as if independent:
//
// - where speakers are held out, speakers are what is drawn: Student's t over their values, each
// the mean over seeds. A cluster bootstrap over speakers stands beside it from five speakers on; it
// is too narrow where they are few. Where they are equal, an accuracy's interval is that over the
// clips, Wilson's. - where texts are held out, texts are drawn, all their clips
// and seeds together (cluster bootstrap). - elsewhere clips are drawn: Wilson's interval of an
// accuracy for one seed's clips, a bootstrap that draws each clip with all its seeds for other
// metrics. - under the last two the seeds' own spread (t over seeds) is taken where it is wider.

const fraction = z.number().min(0).max(1);

/** What can be drawn. */
const intervalUnits = ["speakers", "texts", "clips", "seeds"] as const;

/** Checks {@link RowInterval}. */
export const rowIntervalSchema = z.object({
  low: fraction,
  high: fraction,
  /** What was drawn: what other ones of the kind might bring is what the interval holds. */
  over: z.enum(intervalUnits),
  /** How many of them. */
  count: z.int().min(1),
  method: z.enum(["t", "bootstrap", "Wilson"]),
}).strict();

/** @internal */
type RowIntervalShape = z.infer<typeof rowIntervalSchema>;
/** A 95 % interval of a row's mean, and what it is over. */
export type RowInterval = RowIntervalShape;

/** What a protocol holds out, and so what must be drawn to tell of others. */
export function heldOutUnit(protocol: Protocol): "speakers" | "texts" | "clips" {
  if (["speaker", "speakerFolds", "speakerTextFolds", "crossCorpus"].includes(protocol)) {
    return "speakers";
  }
  return protocol === "text" || protocol === "textFolds" ? "texts" : "clips";
}

/**
 * Student's t over the units' values, about `mean`, which may weigh them otherwise. Null for one
 * unit, which does not cover others.
 */
export function intervalOverUnits(
  values: readonly number[],
  over: RowInterval["over"],
  mean = meanSd(values).mean,
): RowInterval | null {
  const student = studentInterval(values);
  if (student === null) return null;
  const reach = (student.high - student.low) / 2;
  return {
    ...withinShares({ low: mean - reach, high: mean + reach }),
    over,
    count: values.length,
    method: "t",
  };
}

/** Wilson's interval of a rate over the clips of one seed. */
export function intervalOverClips(mean: number, clips: number): RowInterval {
  // A mean of ones may be above one by rounding.
  return {
    ...wilsonInterval(Math.min(1, mean) * clips, clips),
    over: "clips",
    count: clips,
    method: "Wilson",
  };
}

/** The wider one; the other where one is missing. */
export function wider(a: RowInterval | null, b: RowInterval | null): RowInterval | null {
  if (a === null || b === null) return a ?? b;
  return b.high - b.low > a.high - a.low ? b : a;
}

/**
 * What can be said of a row without its predictions: t over seeds; of accuracies where nothing is
 * held out but clips, the wider one of this and Wilson's for one seed's clips. Under other
 * protocols that is no interval over speakers or texts, and says that it is over seeds.
 */
export function intervalFromValues(
  { metric, values, n, protocol }: {
    metric: typeof intervalMetrics[number];
    values: readonly number[];
    n: number;
    protocol: Protocol;
  },
): RowInterval | null {
  const overSeeds = intervalOverUnits(values, "seeds");
  if (metric !== "accuracy" || heldOutUnit(protocol) !== "clips") return overSeeds;
  return wider(intervalOverClips(meanSd(values).mean, n), overSeeds);
}

/** What an interval is over, such as "t over 6 speakers". */
export function intervalNote({ over, count, method }: RowInterval): string {
  return `${method} over ${count} ${count === 1 ? over.slice(0, -1) : over}`;
}

/** Half of an interval's width; null where there is none. */
export function reachOf(interval: Interval | null): number | null {
  return interval && (interval.high - interval.low) / 2;
}
