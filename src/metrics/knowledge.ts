/**
 * What must be known of a test speaker (or of any new speaker) for a figure to hold. Every figure
 * of a run states it; `predict` reaches a figure only with the same knowledge.
 */
import { z } from "zod";
import { type Metrics, metricsSchema } from "./evaluate_predictions.ts";

/** All kinds of knowledge, the least first. */
export const knowledgeKinds = ["nothing", "unlabelled", "labelled"] as const;

/** What is known of a speaker; see {@link knowledgeNotes}. */
export type Knowledge = typeof knowledgeKinds[number];

/** What figures together take to be known: the most that one of them does. */
export function mostKnown(figures: readonly { knowledge: Knowledge }[]): Knowledge {
  return knowledgeKinds.findLast((kind) => figures.some(({ knowledge }) => knowledge === kind))!;
}

/** Each kind's name in tables. */
export const knowledgeTitles: Record<Knowledge, string> = {
  nothing: "nothing known",
  unlabelled: "unlabelled clips",
  labelled: "labelled clips",
};

/** Each kind in a sentence. */
export const knowledgeNotes: Record<Knowledge, string> = {
  nothing: "Each clip is predicted alone; nothing is known of its speaker.",
  unlabelled:
    "Several clips of the speaker are at hand, without labels; they are predicted together.",
  labelled: "Some clips of the speaker have labels, from which the network also learned.",
};

/** The metrics of a run's test set under one kind of knowledge. */
export interface MetricsLine extends Metrics {
  /** What is known of a speaker. */
  knowledge: Knowledge;
  /** Clips known of a test speaker, the median over these speakers; null for "nothing". */
  clips: number | null;
  /** The file in the run's folder with this line's predictions. */
  predictions: string;
}

/** A run's metrics.json: those of the headline line, and all lines. */
export interface RunMetrics extends Metrics {
  /** That of the headline line: the least that the network allows. */
  knowledge: Knowledge;
  /** One for each kind of knowledge that the network allows, the headline line first. */
  lines: MetricsLine[];
}

/** Where predictions under `knowledge` are stored; the headline line's are in predictions.csv. */
export function predictionsFile(knowledge: Knowledge, headline: Knowledge): string {
  return knowledge === headline ? "predictions.csv" : `predictions-${knowledge}.csv`;
}

/** The metrics of a run from its lines, the headline line first. */
export function runMetrics(lines: readonly MetricsLine[]): RunMetrics {
  const { knowledge, clips: _clips, predictions: _predictions, ...metrics } = lines[0];
  return { ...metrics, knowledge, lines: [...lines] };
}

/** A knowledge with its clips, such as "unlabelled clips (57)". */
export function knowledgeText(
  { knowledge, clips }: Pick<MetricsLine, "knowledge" | "clips">,
): string {
  return knowledgeTitles[knowledge] + (clips === null ? "" : ` (${clips})`);
}

const knowledgeFields = {
  knowledge: z.enum(knowledgeKinds),
  clips: z.number().min(0).nullable(),
  predictions: z.string().min(1),
};

/**
 * Checks a run's metrics.json; in its order, so that it is written again byte by byte. Those of old
 * runs have neither `knowledge` nor `lines`.
 */
export const runMetricsSchema: z.ZodType<Metrics & Partial<RunMetrics>> = z.intersection(
  metricsSchema,
  z.object({
    knowledge: knowledgeFields.knowledge.optional(),
    lines: z.array(z.intersection(z.object(knowledgeFields), metricsSchema)).min(1).optional(),
  }),
);

/**
 * `stored` as it is, or, for an old run without lines, as the single line of `knowledge` that it
 * is.
 */
export function withKnowledge(
  stored: Metrics & Partial<RunMetrics>,
  knowledge: Knowledge,
): RunMetrics {
  const { lines, knowledge: known, ...metrics } = stored;
  if (known !== undefined && lines !== undefined) return { ...metrics, knowledge: known, lines };
  return runMetrics([{ ...metrics, knowledge, clips: null, predictions: "predictions.csv" }]);
}
