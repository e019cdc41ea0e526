/** In: one metric's value for each seed. Out: the summary's row, with the papers' figure. */
import { meanSd } from "../metrics/intervals.ts";
import { findPublishedFigure } from "./published/find_published_figure.ts";
import { intervalFromValues } from "./row_interval.ts";
import type { SummaryRow } from "./summary.ts";

/** What the seeds gave, and what that is of. */
export type SeedResults =
  & Omit<SummaryRow, "published" | "mean" | "sd" | "earlier" | "interval">
  & Partial<Pick<SummaryRow, "interval">>;

/**
 * A row of the summary; without an interval of its own it gets what its values tell. Synthetic data have no published figure, whatever the corpus's name.
 *
 * @throws RangeError where there is no value
 *
 * @example
 * ```ts
 * summaryRow({
 *   corpus: "turev", model: "EmotionUnet", protocol: "paper", metric: "accuracy",
 *   knowledge: "nothing", seeds: [0, 1, 2], values: [0.88, 0.87, 0.89], n: 433,
 *   synthetic: false, run: "runs/turev",
 * }).published; // 0.7782
 * ```
 */
export function summaryRow(results: SeedResults): SummaryRow {
  const { corpus, model, protocol, knowledge, metric, synthetic, values, n, ...rest } = results;
  const figure = synthetic ? null : findPublishedFigure({ corpus, model, metric });
  const published = figure?.value ?? null;
  const { mean, sd } = meanSd(values);
  const interval = results.interval === undefined
    ? intervalFromValues({ metric, values, n, protocol })
    : results.interval;
  return {
    ...{ corpus, model, protocol, knowledge, metric, published, mean, sd, synthetic },
    ...{ values, n, ...rest, interval },
  };
}
