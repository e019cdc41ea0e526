import { type TableFit, textTable } from "../../src/base/text.ts";
import type { PlotSpec } from "../../src/plot/theme.ts";
import type { EngineResult, EngineRow, Operation } from "./engine_result.ts";
import type { TimeSummary } from "./timing.ts";

/**
 * The rows as plain text: for each network, operation and precision one line a contender with its
 * median, quartiles, minimum, operations a second with their share of the machine's limit in
 * matrix products, and peak memory; ours ends with the ratio.
 */
export function engineTable(
  rows: EngineRow[],
  gemmPeak: EngineResult["gemmPeak"],
  fit?: TableFit,
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
  return textTable(header, lines, numbers, fit);
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

const PANEL_WIDTH = 260;

/**
 * Bars of the medians with quartiles as lines, one panel for each network and precision (rows) and
 * operation (columns), fastest first; ours and the peers in two colours.
 */
export function engineChart(rows: EngineRow[], title: string): PlotSpec {
  const lines = Map.groupBy(rows, (row) => `${row.network} ${row.precision}`);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    title,
    vconcat: [...lines].map(([name, ofLine]) => ({
      hconcat: [...Map.groupBy(ofLine, (row) => row.operation)].map(([operation, ofPanel]) =>
        panel(name, operation, ofPanel)
      ),
    })),
  };
}

/** Several rows of one panel differ by our engine alone and share their peers. */
function panel(name: string, operation: Operation, rows: EngineRow[]) {
  const times: Record<string, TimeSummary> = Object.assign({}, ...rows.map((row) => row.times));
  const values = Object.entries(times)
    .toSorted(([, a], [, b]) => a.medianMs - b.medianMs)
    .map(([contender, { medianMs, lowerQuartileMs, upperQuartileMs }]) => ({
      contender,
      side: contender in rows[0].peersMs ? "peer" : "Duygu",
      medianMs,
      lowerQuartileMs,
      upperQuartileMs,
    }));
  const order = values.map((value) => value.contender);
  const quantitative = "quantitative" as const, nominal = "nominal" as const;
  return {
    title: `${name}: ${operation}`,
    width: PANEL_WIDTH,
    data: { values },
    encoding: { y: { field: "contender", type: nominal, title: null, sort: order } },
    layer: [
      {
        mark: "bar" as const,
        encoding: {
          x: { field: "medianMs", type: quantitative, title: "median ms" },
          color: {
            field: "side",
            type: nominal,
            title: null,
            scale: { domain: ["Duygu", "peer"], range: ["#d95f02", "#7f9bb3"] },
          },
        },
      },
      {
        mark: { type: "rule" as const, strokeWidth: 2 },
        encoding: {
          x: { field: "lowerQuartileMs", type: quantitative },
          x2: { field: "upperQuartileMs" },
        },
      },
    ],
  };
}
