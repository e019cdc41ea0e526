/** In: a summary's row. Out: the difference from the published figure and what to call it. */
import { normalQuantile } from "../metrics/normal_distribution.ts";
import type { Interval } from "../metrics/intervals.ts";
import { reachOf } from "./row_interval.ts";
import type { SummaryRow } from "./summary.ts";

/** What a row says about the published figure. */
export type Verdict =
  | "reproduced"
  | "better"
  | "worse"
  | "stricter split"
  | "no published figure"
  | "says nothing";

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
 * interval, "better" and "worse" lie outside. Under a split stricter than the paper's the difference
 * is the price of that split, not a verdict on the figure; synthetic data say nothing.
 *
 * The published figure is one draw of n test clips, with variance p(1 - p)/n; ours has the row's
 * interval, or where it has none the same variance as a share of clips. What chance allows either of
 * them, in 95 %, adds up as squares.
 */
export function compareWithPublished(row: SummaryRow): Comparison {
  const { published, mean, n, synthetic, protocol } = row;
  const none = { difference: null, interval: null };
  if (synthetic) return { ...none, verdict: "says nothing" };
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
