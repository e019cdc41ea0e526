/**
 * In: results/engine.json as an earlier command left it, and what was measured now. Out: both in
 * one, each row with what it was measured on.
 */
import { z } from "zod";
import type { EngineResult, EngineRow } from "./engine_result.ts";

const madeBy = {
  environment: z.record(z.string(), z.unknown()),
  command: z.string(),
  /** Absent where features were measured. */
  protocol: z.record(z.string(), z.unknown()).optional(),
};

const quartilesSchema = z.looseObject({
  medianMs: z.number(),
  lowerQuartileMs: z.number(),
  upperQuartileMs: z.number(),
});

/** A row of the file; what is not named here is written as it was read. */
const storedRowSchema = z.looseObject({
  network: z.string(),
  operation: z.enum(["train", "predict", "epoch", "features"]),
  precision: z.enum(["float32", "bfloat16"]),
  engine: z.string().nullable(),
  /** Of features: which settings. */
  configuration: z.string().optional(),
  peersMs: z.record(z.string(), z.number()),
  times: z.record(z.string(), quartilesSchema).optional(),
  /** Present in rows that an earlier command measured: where and how. */
  earlier: z.object(madeBy).optional(),
});

/** results/engine.json; rows of trainings, predictions and features. */
export const storedEngineResultSchema = z.object({
  rows: z.array(storedRowSchema),
  gemmPeak: z.record(z.string(), z.unknown()).optional(),
  skipped: z.array(z.looseObject({ network: z.string(), precision: z.string() })).optional(),
  notes: z.record(z.string(), z.record(z.string(), z.string())).optional(),
  ...madeBy,
}).strict();

/** See {@link storedRowSchema}. */
export type StoredEngineRow = z.infer<typeof storedRowSchema>;

/** See {@link storedEngineResultSchema}. */
export type StoredEngineResult = z.infer<typeof storedEngineResultSchema>;

/**
 * The file after a further command: its rows replace those of the same network, operation,
 * precision, engine and configuration; the others stay, each with the environment, command and
 * protocol that made it.
 *
 * @param existing null where there is none yet
 */
export function mergeEngineResult(
  existing: StoredEngineResult | null,
  measured: StoredEngineResult,
): StoredEngineResult {
  if (existing === null) return measured;
  const { environment, command, protocol } = existing;
  const replaced = new Set(measured.rows.map(rowKey));
  const kept = existing.rows
    .filter((row) => !replaced.has(rowKey(row)))
    .map((row) => ({ ...row, earlier: row.earlier ?? { environment, command, protocol } }));
  const heats = new Set([...measured.rows, ...measured.skipped ?? []].map(heatKey));
  const keptSkipped = existing.skipped?.filter((one) => !heats.has(heatKey(one))) ?? [];
  return {
    ...measured,
    rows: [...kept, ...measured.rows].sort((a, b) => rowKey(a) < rowKey(b) ? -1 : 1),
    gemmPeak: { ...existing.gemmPeak, ...measured.gemmPeak },
    skipped: [...keptSkipped, ...measured.skipped ?? []],
    notes: mergeNotes(existing.notes ?? {}, measured.notes ?? {}),
  };
}

/** The rows with times of several contenders, which a chart can show. */
export function timedRows(rows: readonly StoredEngineRow[]): EngineRow[] {
  return rows.filter((row) => row.times !== undefined) as unknown as EngineRow[];
}

/** What makes a row the same row: all but the values. */
function rowKey({ network, operation, precision, engine, configuration }: StoredEngineRow): string {
  return JSON.stringify([network, precision, operation, engine, configuration]);
}

/** Contenders meet by network and precision. */
function heatKey({ network, precision }: { network: string; precision: string }): string {
  return JSON.stringify([network, precision]);
}

function mergeNotes(
  existing: EngineResult["notes"],
  measured: EngineResult["notes"],
): EngineResult["notes"] {
  const names = new Set([...Object.keys(existing), ...Object.keys(measured)]);
  return Object.fromEntries(
    [...names].map((name) => [name, { ...existing[name], ...measured[name] }]),
  );
}
