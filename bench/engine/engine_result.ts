/** The shape of results/engine.json, as DESIGN.md gives it, with spreads and limits added. */
import { z } from "zod";
import { pathExists, writeFileWhole } from "../../src/base/files.ts";
import { jsonText, readJson } from "../../src/base/json.ts";
import { quantile } from "../../src/base/statistics.ts";
import { type Precision, precisions } from "../../src/engine/precision.ts";
import { type GemmPeak, ratioSpread, summariseTimes, type TimeSummary } from "./timing.ts";

/** What is timed. */
export type Operation = "train" | "predict" | "epoch" | "features";

/** One of our engines beside the peers, for one network, operation and precision. */
export interface EngineRow {
  network: string;
  operation: Operation;
  precision: Precision;
  /** Ours; null where none of our engines ran. */
  engine: string | null;
  oursMs: number | null;
  /** Name → median milliseconds. */
  peersMs: Record<string, number>;
  /** Ours / fastest peer, by medians; null where either is missing. */
  ratio: number | null;
  /** Quartiles of the same ratio taken round by round. */
  ratioQuartiles: [number, number] | null;
  /** Name → distribution, ours under the engine's name. */
  times: Record<string, TimeSummary>;
  /** Name → peak resident memory after training; empty for other operations. */
  peakMemoryBytes: Record<string, number>;
  /**
   * The share of this machine's processors that others took while this was measured; more than a
   * few hundredths spoil the times. Null where the system does not tell.
   */
  othersShare: number | null;
  /** Floating-point operations of convolutions and dense layers, a batch or an epoch. */
  flop: number;
  /** Ours (the fastest peer where ours is missing): operations a second / the GEMM peak. */
  shareOfPeak: number | null;
}

/** A contender that did not take part, and why. */
interface Skipped {
  network: string;
  precision: Precision;
  contender: string;
  reason: string;
}

/** All of one run. */
export interface EngineResult {
  rows: EngineRow[];
  gemmPeak: Partial<Record<Precision, GemmPeak>>;
  skipped: Skipped[];
  /** Contender → how its steps were done, by network and precision. */
  notes: Record<string, Record<string, string>>;
  /** Rounds, and steps a round, that each median is of. */
  protocol: { rounds: number; steps: number; warmUpSteps: number };
  environment: Record<string, unknown>;
  command: string;
}

/** What the rows of one operation are made of. */
export interface RowSource
  extends Pick<EngineRow, "network" | "operation" | "precision" | "flop" | "othersShare"> {
  /** Contender → round → milliseconds. */
  rounds: Record<string, number[][]>;
  /** Contender → our engine, for those that are ours. */
  engines: Record<string, string>;
  /** Contender → bytes. */
  peakMemoryBytes: Record<string, number>;
  /** 10⁹ operations a second, where it was measured. */
  peakGflops: number | undefined;
}

/** Clocks and machines tell no more digits of a time. */
const keptDigits = (value: number) => Number(value.toPrecision(6));

/** The rows; a single one without an engine where only peers ran, none where nobody did. */
export function engineRows(source: RowSource): EngineRow[] {
  const summaries = mapValues(
    source.rounds,
    (rounds) => summariseTimes(rounds.flat().map(keptDigits)),
  );
  const names = Object.keys(summaries);
  const peers = names.filter((name) => !(name in source.engines));
  const ours = names.filter((name) => name in source.engines);
  if (names.length === 0) return [];
  const fastest = peers.toSorted((a, b) => summaries[a].medianMs - summaries[b].medianMs).at(0);
  return (ours.length ? ours : [undefined]).map((our) => {
    const shown = our === undefined ? peers : [our, ...peers];
    const measuredMs = summaries[our ?? fastest!].medianMs;
    return {
      network: source.network,
      operation: source.operation,
      precision: source.precision,
      engine: our === undefined ? null : source.engines[our],
      oursMs: our === undefined ? null : summaries[our].medianMs,
      peersMs: Object.fromEntries(peers.map((name) => [name, summaries[name].medianMs])),
      ...compare(source.rounds, summaries, our, fastest),
      times: pick(summaries, shown),
      peakMemoryBytes: pick(source.peakMemoryBytes, shown),
      othersShare: source.othersShare,
      flop: source.flop,
      shareOfPeak: source.peakGflops === undefined
        ? null
        : source.flop / (measuredMs * 1e6) / source.peakGflops,
    };
  });
}

function compare(
  rounds: Record<string, number[][]>,
  summaries: Record<string, TimeSummary>,
  our: string | undefined,
  fastest: string | undefined,
): Pick<EngineRow, "ratio" | "ratioQuartiles"> {
  if (our === undefined || fastest === undefined) return { ratio: null, ratioQuartiles: null };
  const medians = (name: string) => rounds[name].map((times) => quantile(times, 0.5));
  const spread = ratioSpread(medians(our), medians(fastest));
  return {
    ratio: summaries[our].medianMs / summaries[fastest].medianMs,
    ratioQuartiles: [spread.lowerQuartile, spread.upperQuartile],
  };
}

function mapValues<A, B>(values: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

function pick<T>(values: Record<string, T>, keys: string[]): Record<string, T> {
  return Object.fromEntries(keys.filter((key) => key in values).map((key) => [key, values[key]]));
}

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
  precision: z.enum(precisions),
  engine: z.string().nullable(),
  /** Of features: which settings. */
  configuration: z.string().optional(),
  peersMs: z.record(z.string(), z.number()),
  times: z.record(z.string(), quartilesSchema).optional(),
  /** Present in rows that an earlier command measured: where and how. */
  earlier: z.object(madeBy).optional(),
});

/** results/engine.json; rows of trainings, predictions and features. */
const storedEngineResultSchema = z.object({
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

/** A file of results, read before hours of measuring, written after. */
interface EngineFile {
  /** Merges `measured` into the file, whole or not at all; returns all that it holds then. */
  add(measured: object): Promise<StoredEngineResult>;
}

/** Opens the file at `path`, which need not be there. Throws UserError where it is malformed. */
export async function openEngineFile(path: string): Promise<EngineFile> {
  const read = () => pathExists(path) ? readJson(path, storedEngineResultSchema) : null;
  await read();
  return {
    async add(measured) {
      // Read again, as another command may have added to it meanwhile.
      const merged = mergeEngineResult(await read(), storedEngineResultSchema.parse(measured));
      await writeFileWhole(path, jsonText(merged));
      return merged;
    },
  };
}
