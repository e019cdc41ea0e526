import { z } from "zod";

/** A number as printed. */
export interface PrintedFigure {
  text: string;
  /** As a fraction: 0.7782 for "77.82 %". */
  value: number;
  /** One unit of the last printed digit, as a fraction: 0.0001 for "77.82 %". */
  unit: number;
}

const FORM = /^%?\s*(\d+(?:[.,]\d+)?)\s*(%?)$/;

/** "77.82 %", "%77,82" or "0.7782"; the last two forms need no percent sign to be a share. */
export const printedFigureSchema = z.string().transform((text, context): PrintedFigure => {
  const digits = text.trim().match(FORM)?.[1];
  const percent = text.includes("%");
  const value = Number(digits?.replace(",", ".")) / (percent ? 100 : 1);
  if (digits === undefined || value > 1) {
    context.addIssue({
      code: "custom",
      message: 'Expected a share as printed, such as "77.82 %" or "0.96", but found ' +
        JSON.stringify(text),
    });
    return z.NEVER;
  }
  const decimals = digits.split(/[.,]/)[1]?.length ?? 0;
  return { text: text.trim(), value, unit: 10 ** -(decimals + (percent ? 2 : 0)) };
});

/** Binary fractions miss decimal ones by less than this. */
const ROUNDING = 1e-12;

/**
 * How an exact `value` becomes the printed figure: by rounding, by cutting digits off, or not at
 * all. Publications do either, mostly without saying so.
 */
export function printedHow(value: number, figure: PrintedFigure): "rounded" | "cut off" | null {
  if (Math.abs(value - figure.value) <= figure.unit / 2 + ROUNDING) return "rounded";
  const rest = value - figure.value;
  return rest >= -ROUNDING && rest < figure.unit ? "cut off" : null;
}

/** All exact values that are printed so, rounded or cut off, lie in this interval. */
export function printedRange({ value, unit }: PrintedFigure): { low: number; high: number } {
  return { low: value - unit / 2 - ROUNDING, high: value + unit };
}

/** A fraction as a percentage with three decimals, one more than publications mostly print. */
export function percent(value: number): string {
  return `${(100 * value).toFixed(3)} %`.replace("-", "−");
}

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

/** Scores of a classifier on one test set. */
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
  /** Area under the ROC curve, one-vs-rest, however averaged. */
  auc: printedFigureSchema.optional(),
}).strict();

/** One-vs-rest. */
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

// What a check of published figures found.

/**
 * What a check may say, what is wrong first. A "finding" contradicts nothing, but a reader of the
 * figures must know it; "undetermined" is for figures that what is printed can neither confirm nor
 * refute.
 */
export type AuditVerdict = "inconsistent" | "finding" | "undetermined" | "consistent";

/** All of them, in the order in which they are reported. */
export const auditVerdicts = [
  "inconsistent",
  "finding",
  "undetermined",
  "consistent",
] as const satisfies readonly AuditVerdict[];

/** One check of one figure. */
export interface AuditFinding {
  /** Names the check, such as "counts add up". */
  check: string;
  /** What was checked, such as "TESS". */
  subject: string;
  /** What the arithmetic says. */
  verdict: AuditVerdict;
  /** The calculation in full, so that a reader can repeat it by hand. */
  arithmetic: string;
  /** Where the figures stand. */
  source: string;
}

/** A finding of a check that two values must agree in. */
export function agreement(agrees: boolean): AuditVerdict {
  return agrees ? "consistent" : "inconsistent";
}
