/**
 * In: rows of results. Out: results/summary.json's content, checked, and merged with what an
 * earlier command measured.
 */
import { z } from "zod";
import { protocols } from "../data/corpus.ts";
import { intervalMetrics } from "../metrics/metric_intervals.ts";

const fraction = z.number().min(0).max(1);

/** Checks {@link SummaryRow}. */
export const summaryRowSchema = z.object({
  /** "turev", "tess", "anad", "banglaser", "fer2013", "synthetic" or a described corpus. */
  corpus: z.string().min(1),
  model: z.string().min(1),
  protocol: z.enum(protocols),
  metric: z.enum(intervalMetrics),
  /** The papers' figure as a fraction, always of their own split; null where they have none. */
  published: fraction.nullable(),
  /** Mean of `values`. */
  mean: fraction,
  /** Sample standard deviation of `values`; null for a single value. */
  sd: z.number().min(0).nullable(),
  /** One seed a value. */
  seeds: z.array(z.int()).min(1),
  values: z.array(fraction).min(1),
  /** How many test clips (or images) one value rests on; the mean, where folds differ. */
  n: z.number().positive(),
  /** True for generated data. */
  synthetic: z.boolean(),
  /** The run's folder, or the folder that holds the seeds' runs. */
  run: z.string(),
  /** What qualifies the row, such as "one fold of six: speaker kz"; absent where nothing. */
  note: z.string().optional(),
  /** Present in rows that an earlier command measured: where and how. */
  earlier: z.object({
    environment: z.record(z.string(), z.unknown()),
    command: z.string(),
  }).optional(),
}).strict().refine((row) => row.seeds.length === row.values.length, {
  message: "Expected one seed a value",
});

/** @internal */
type SummaryRowShape = z.infer<typeof summaryRowSchema>;
/** What one model reached on one corpus under one protocol, by one metric. */
export type SummaryRow = SummaryRowShape;

/** Checks {@link Summary}. */
export const summarySchema = z.object({
  /** Where the rows without `earlier` were measured. */
  environment: z.record(z.string(), z.unknown()),
  /** The command that measured them. */
  command: z.string(),
  rows: z.array(summaryRowSchema),
}).strict();

/** @internal */
type SummaryShape = z.infer<typeof summarySchema>;
/** results/summary.json. */
export type Summary = SummaryShape;

/**
 * The summary after a further command: its rows replace those of the same corpus, model, protocol,
 * metric and synthetic; the others stay, each with the environment and command that made it. Rows
 * are sorted, so that the file's differences show what changed.
 *
 * @param existing null where there is none yet
 */
export function mergeSummary(existing: Summary | null, measured: Summary): Summary {
  const replaced = new Set(measured.rows.map(rowKey));
  const kept = (existing?.rows ?? [])
    .filter((row) => !replaced.has(rowKey(row)))
    .map((row): SummaryRow => {
      const { environment, command } = existing!;
      return { ...row, earlier: row.earlier ?? { environment, command } };
    });
  const rows = [...kept, ...measured.rows].sort((a, b) => rowKey(a) < rowKey(b) ? -1 : 1);
  return { ...measured, rows };
}

/** What makes a row the same row: all but the values. */
function rowKey({ corpus, model, protocol, metric, synthetic }: SummaryRow): string {
  const rank = summaryRowSchema.shape.metric.options.indexOf(metric);
  return JSON.stringify([corpus, synthetic, model, protocol, rank]);
}
