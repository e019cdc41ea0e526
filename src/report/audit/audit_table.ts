/**
 * In: JSON with the figures of any publication. Out: the same, checked, as the audit reads it.
 * example_table.json beside this file has one entry of every kind.
 */
import { z } from "zod";
import { printedFigureSchema } from "./printed_figure.ts";

const count = z.int().min(0);
const text = z.string().min(1);
const place = {
  /** What the figures are of, such as "TESS". */
  subject: text,
  /** Where they stand, such as "Table 3, page 242". */
  source: text,
};

/** Counts that should add up to a stated total. */
const totalSchema = z.object({ ...place, counts: z.record(text, count), stated: count }).strict();

/** Parts that a set is divided into. */
const splitSchema = z.object({
  ...place,
  /** How many the set has. */
  whole: count,
  parts: z.record(text, z.object({ count, share: printedFigureSchema.optional() }).strict()),
}).strict();

/** Shares of a whole. */
const sharesSchema = z.object({ ...place, shares: z.record(text, printedFigureSchema) }).strict();

/** One figure that is printed in several places. */
const quotedSchema = z.object({
  subject: text,
  figures: z.array(z.object({ source: text, value: printedFigureSchema }).strict()).min(2),
}).strict();

/** Scores of a classifier on one test part. */
const scoresSchema = z.object({
  ...place,
  /** How many were tested. */
  tested: count.min(1),
  classCounts: z.record(text, count),
  /**
   * Whether the counts by class are of the tested part itself, of the set that it was drawn from at
   * random, or no more than its greatest possible ones.
   */
  classCountsAre: z.enum(["tested", "drawn from", "at most"]),
  accuracy: printedFigureSchema,
  /** Precision, recall and F1 are read as unweighted means over the classes. */
  macroPrecision: printedFigureSchema.optional(),
  macroRecall: printedFigureSchema.optional(),
  macroF1: printedFigureSchema.optional(),
  /** Area under the ROC curve, one class against the rest, however averaged. */
  auc: printedFigureSchema.optional(),
}).strict();

/** One class against the rest. */
const classRatesSchema = z.object({
  name: text,
  source: text,
  truePositive: printedFigureSchema,
  falseNegative: printedFigureSchema,
  trueNegative: printedFigureSchema,
  falsePositive: printedFigureSchema,
  auc: z.object({ source: text, value: printedFigureSchema }).strict().optional(),
  /** The class's share of the set. */
  share: printedFigureSchema.optional(),
}).strict();

/** One-against-the-rest tables of all classes of one classifier. */
const classTablesSchema = z.object({
  subject: text,
  /** The accuracy over all classes. */
  accuracy: z.object({ source: text, value: printedFigureSchema }).strict(),
  classes: z.array(classRatesSchema).min(2),
}).strict();

/** A claim which entries of a list are the greatest or the least. */
const extremesSchema = z.object({
  ...place,
  which: z.enum(["highest", "lowest"]),
  named: z.array(text).min(1),
  values: z.record(text, printedFigureSchema),
}).strict();

/** Numbers that should lie within limits, such as the optima of a search within its space. */
const limitsSchema = z.object({
  ...place,
  values: z.record(
    text,
    z.object({ value: z.number(), low: z.number(), high: z.number() }).strict(),
  ),
}).strict();

/** A claim to be better than an earlier publication. */
const improvementSchema = z.object({
  ...place,
  /** How many the new figure was tested on. */
  tested: count.min(1),
  value: printedFigureSchema,
  earlier: printedFigureSchema,
}).strict();

/** A random split of clips that come in groups, such as a speaker's. */
const randomSplitSchema = z.object({
  ...place,
  /** What the groups are, such as "speaker" or "word". */
  what: text,
  groups: count.min(1),
  /** Clips of all groups, and how many of them the two parts have. */
  whole: count.min(1),
  train: count,
  test: count.min(1),
  /** Accuracies that were measured under the random split and with groups held out. */
  measured: z.object({
    random: z.number().min(0).max(1),
    heldOut: z.number().min(0).max(1),
    source: text,
  }).strict().optional(),
}).strict();

/** What a data set is cited to. */
const citationSchema = z.object({
  ...place,
  /** Family names of those cited, in order. */
  authors: z.array(text).min(1),
  year: z.int().min(1000).max(9999),
  /** What the work that is cited is called, as far as known. */
  title: text.optional(),
  /** The data set's own publication: authors, year, title. */
  own: text,
}).strict();

/** Checks {@link AuditTable}. */
export const auditTableSchema = z.object({
  title: text,
  totals: z.array(totalSchema).default([]),
  splits: z.array(splitSchema).default([]),
  shares: z.array(sharesSchema).default([]),
  quoted: z.array(quotedSchema).default([]),
  scores: z.array(scoresSchema).default([]),
  classTables: z.array(classTablesSchema).default([]),
  extremes: z.array(extremesSchema).default([]),
  limits: z.array(limitsSchema).default([]),
  improvements: z.array(improvementSchema).default([]),
  randomSplits: z.array(randomSplitSchema).default([]),
  citations: z.array(citationSchema).default([]),
}).strict();

/** @internal */
type AuditTableInputShape = z.input<typeof auditTableSchema>;
/** A publication's figures, as JSON holds them: printed numbers are strings. */
export type AuditTableInput = AuditTableInputShape;

/** @internal */
type AuditTableShape = z.infer<typeof auditTableSchema>;
/** Everything that the audit can check; each list may be left out in {@link AuditTableInput}. */
export type AuditTable = AuditTableShape;

/** One entry of a list of {@link AuditTable}. */
export type AuditEntry<List extends Exclude<keyof AuditTable, "title">> = AuditTable[List][number];
