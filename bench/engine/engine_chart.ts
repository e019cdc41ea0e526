/** In: rows of the engine benchmark. Out: a Vega-Lite bar chart of all contenders' times. */
import type { PlotSpec } from "../../src/plot/theme.ts";
import type { EngineRow, Operation } from "./engine_result.ts";
import type { TimeSummary } from "./statistics.ts";

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
