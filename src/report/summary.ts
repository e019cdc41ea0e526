/**
 * In: rows of results. Out: results/summary.json's content, checked, and merged with what an
 * earlier command measured.
 */
import { z } from "zod";
import { type Protocol, protocols } from "../data/corpus.ts";
import { type Knowledge, knowledgeKinds } from "../metrics/knowledge.ts";
import { intervalMetrics } from "../metrics/metric_intervals.ts";
import { modelTitle } from "../train/network_config.ts";
import { speechModels } from "../train/speech_config.ts";
import { heldOutUnit, intervalFromValues, rowIntervalSchema } from "./row_interval.ts";

const fraction = z.number().min(0).max(1);

/** Checks {@link SummaryRow}. */
export const summaryRowSchema = z.object({
  /** "turev", "tess", "anad", "banglaser", "fer2013", "synthetic" or a described corpus. */
  corpus: z.string().min(1),
  model: z.string().min(1),
  protocol: z.enum(protocols),
  /** What must be known of the test speakers for the figure to hold; a row for each. */
  knowledge: z.enum(knowledgeKinds),
  /** Clips known of a test speaker, the median; absent where nothing is known, or it was not kept. */
  knownClips: z.number().positive().optional(),
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
  /** How many test clips (or images) of all folds one seed has; the mean, rounded, where they differ. */
  n: z.int().positive(),
  /** 95 % of `mean`; null where there is but one of what would have to be drawn. */
  interval: rowIntervalSchema.nullable(),
  /** Beside t over speakers: the cluster bootstrap over them; absent below five speakers. */
  clusterBootstrap: z.object({ low: fraction, high: fraction }).strict().optional(),
  /** The metric of all folds' clips together, mean over seeds; absent where there is one fold. */
  pooled: fraction.optional(),
  /** Of macro means: scikit-learn's, over classes that occur or are predicted. */
  scikitLearn: fraction.optional(),
  /** The metric by test speaker, mean over seeds; absent where speakers are not held out. */
  bySpeaker: z.array(
    z.object({ speaker: z.string(), n: z.int().positive(), value: fraction }).strict(),
  ).min(1).optional(),
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

/**
 * Rows that were written before they said what is known of the speakers and what their interval is
 * over: both follow from what else they say, the interval only as far as values by seed tell.
 */
function withNewFields(row: unknown): unknown {
  const former = formerRowSchema.safeParse(row);
  if (!former.success || former.data.knowledge !== undefined) return row;
  const { model, protocol, metric, values } = former.data;
  const n = Math.max(1, Math.round(former.data.n));
  const interval = intervalFromValues({ metric, values, n, protocol });
  const isOfAll = metric.startsWith("macro") && protocol !== "paper" && protocol !== "official";
  const note = [former.data.note, ...isOfAll ? [OF_ALL_CLASSES] : []].filter(Boolean).join("; ");
  return {
    ...row as object,
    knowledge: formerKnowledge(model, protocol),
    n,
    interval,
    ...(note ? { note } : {}),
  };
}

/** What former macro means are, where a test part need not hold every class. */
const OF_ALL_CLASSES =
  "macro means of before they ran over the classes that occur: too low where a test part lacks one";

const formerRowSchema = z.looseObject({
  model: z.string(),
  protocol: z.enum(protocols),
  values: z.array(fraction).min(1),
  metric: z.enum(intervalMetrics),
  n: z.number().positive(),
  note: z.string().optional(),
  knowledge: z.unknown().optional(),
});

/**
 * The small speech networks normalised every speaker by all of that speaker's clips where speakers
 * were held out; see speechConfig.
 */
function formerKnowledge(model: string, protocol: Protocol): Knowledge {
  if (heldOutUnit(protocol) !== "speakers") return "nothing";
  const titles = speechModels.map(modelTitle);
  const members = model.split(" + ").map((one) => one.replace(/^\d+ × /, ""));
  return members.some((one) => titles.includes(one)) ? "unlabelled" : "nothing";
}

/** Checks {@link Summary}. */
export const summarySchema = z.object({
  /** Where the rows without `earlier` were measured. */
  environment: z.record(z.string(), z.unknown()),
  /** The command that measured them. */
  command: z.string(),
  rows: z.array(z.preprocess(withNewFields, summaryRowSchema)),
}).strict();

/** @internal */
type SummaryShape = z.infer<typeof summarySchema>;
/** results/summary.json. */
export type Summary = SummaryShape;

/**
 * The summary after a further command: its rows replace those of the same corpus, model, protocol,
 * knowledge, metric and synthetic; the others stay, each with the environment and command that made it. Rows
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
function rowKey({ corpus, model, protocol, knowledge, metric, synthetic }: SummaryRow): string {
  const rank = intervalMetrics.indexOf(metric);
  const known = knowledgeKinds.indexOf(knowledge);
  return JSON.stringify([corpus, synthetic, model, protocol, known, rank]);
}
