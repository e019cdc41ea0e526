/** In: rows of the engine benchmark. Out: a table for people, times in milliseconds. */
import { textTable } from "../../src/base/text.ts";
import type { EngineResult, EngineRow } from "./engine_result.ts";
import type { TimeSummary } from "./statistics.ts";

/**
 * The rows as plain text: for each network, operation and precision one line a contender with its
 * median, quartiles, minimum, operations a second with their share of the machine's limit in
 * matrix products, and peak memory; ours ends with the ratio.
 */
export function engineTable(
  rows: EngineRow[],
  gemmPeak: EngineResult["gemmPeak"],
): string {
  const header = [
    "network",
    "operation",
    "precision",
    "engine",
    "median ms",
    "quartiles",
    "min",
    "GFLOP/s",
    "of peak",
    "peak MB",
    "busy with others",
    "ours / fastest peer",
  ];
  const lines = rows.flatMap((row) =>
    Object.entries(row.times).map(([name, times]) => [
      row.network,
      row.operation,
      row.precision,
      name,
      ...timeCells(times),
      ...speedCells(row, times, gemmPeak[row.precision]?.gflops),
      name in row.peakMemoryBytes ? (row.peakMemoryBytes[name] / 1e6).toFixed(0) : "",
      row.othersShare === null ? "" : `${Math.round(row.othersShare * 100)} %`,
      name in row.peersMs ? "" : ratioCell(row),
    ])
  );
  const numbers = header.map((_, column) => column < 4 ? "left" as const : "right" as const);
  return textTable(header, lines, numbers);
}

function timeCells(times: TimeSummary): string[] {
  return [
    times.medianMs.toFixed(1),
    `${times.lowerQuartileMs.toFixed(1)}–${times.upperQuartileMs.toFixed(1)}`,
    times.minimumMs.toFixed(1),
  ];
}

/** 10⁹ operations a second, and their share of the measured limit. */
function speedCells(row: EngineRow, times: TimeSummary, peakGflops: number | undefined): string[] {
  const gflops = row.flop / (times.medianMs * 1e6);
  return [
    gflops.toFixed(0),
    peakGflops === undefined ? "" : `${Math.round(gflops / peakGflops * 100)} %`,
  ];
}

function ratioCell({ ratio, ratioQuartiles }: EngineRow): string {
  if (ratio === null || ratioQuartiles === null) return "";
  const [lower, upper] = ratioQuartiles.map((value) => value.toFixed(2));
  return `${ratio.toFixed(2)} (${lower}–${upper})`;
}
