/** In: interleaved times of all contenders for one operation. Out: one row an engine of ours. */
import type { EngineRow } from "./engine_result.ts";
import { quantile } from "../../src/base/quantile.ts";
import { ratioSpread, summariseTimes, type TimeSummary } from "./statistics.ts";

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

/** The rows; a single one without an engine where only peers ran, none where nobody did. */
export function engineRows(source: RowSource): EngineRow[] {
  const summaries = mapValues(source.rounds, (rounds) => summariseTimes(rounds.flat()));
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
