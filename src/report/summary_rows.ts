/** In: the metrics of one model's runs, one a seed. Out: the summary's rows, one a metric. */
import type { Metrics } from "../metrics/evaluate_predictions.ts";
import { type SummaryRow, summaryRowSchema } from "./summary.ts";
import { summaryRow } from "./summary_row.ts";

/** What was run. */
export interface SeedRuns {
  /** The corpus's id. */
  corpus: string;
  /** The network's name in tables. */
  model: string;
  /** What the test part does not share with training. */
  protocol: SummaryRow["protocol"];
  /** One a training. */
  seeds: number[];
  /** Test metrics of each seed, in the order of the seeds. */
  metrics: Pick<Metrics, SummaryRow["metric"] | "count">[];
  /** Whether the corpus is generated. */
  synthetic: boolean;
  /** The run's folder, or the folder that holds the seeds' runs. */
  run: string;
  /** What qualifies the rows; absent where nothing. */
  note?: string;
}

/**
 * One row a metric: accuracy, macro precision, recall and F1, and both areas under the ROC curve. A
 * metric that has no value for some seed, because a class is alone in its test part, gets no row.
 *
 * @throws RangeError where there is no seed, or not one set of metrics a seed
 */
export function summaryRows({ metrics, ...runs }: SeedRuns): SummaryRow[] {
  if (metrics.length === 0 || metrics.length !== runs.seeds.length) {
    throw new RangeError(
      `Expected metrics for each of ${runs.seeds.length} seeds, but found ${metrics.length}`,
    );
  }
  const n = metrics.reduce((total, { count }) => total + count, 0) / metrics.length;
  return summaryRowSchema.shape.metric.options.flatMap((metric) => {
    const values = metrics.map((ofSeed) => ofSeed[metric]).filter((value) => value !== null);
    return values.length === metrics.length ? [summaryRow({ ...runs, metric, values, n })] : [];
  });
}
