/** In: accuracies by seed and tested speaker. Out: an ablation's row, with intervals. */
import { z } from "zod";
import { intervalsOverGroups, withinShares } from "../../src/metrics/group_scores.ts";
import { knowledgeKinds } from "../../src/metrics/knowledge.ts";
import { meanSd } from "../../src/metrics/intervals.ts";

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
 * The row of `measured`, compared with `whole` where that is another. Intervals are Student's t over
 * the speakers' means: of two speakers they say hardly anything, as two speakers do.
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
