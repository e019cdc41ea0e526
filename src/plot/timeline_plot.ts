/** In: segments of a recording with class probabilities. Out: a Vega-Lite specification. */
import { plotHeading, type PlotLabels, type PlotSpec, vegaLiteSchema } from "./theme.ts";

/** A part of a recording and what is said of it. */
export interface TimelineSegment {
  startS: number;
  endS: number;
  /** Of each class, 0 to 1. */
  probabilities: Record<string, number>;
}

const WIDTH = 720;
const ROW = 28;

/**
 * A row for each class over the time of a recording of `durationS` seconds: each segment is as dark
 * as the class is probable in it, pale where it is not, and white is where nobody speaks.
 *
 * @example
 * ```ts
 * const png = await renderPng(timelinePlot(segments, 612, { title: "interview.mp3" }));
 * ```
 */
export function timelinePlot(
  segments: readonly TimelineSegment[],
  durationS: number,
  labels: PlotLabels,
): PlotSpec {
  const classes = Object.keys(segments[0]?.probabilities ?? {});
  const values = segments.flatMap(({ startS, endS, probabilities }) =>
    classes.map((name) => ({ startS, endS, name, probability: probabilities[name] }))
  );
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    width: WIDTH,
    height: ROW * Math.max(1, classes.length),
    data: { values },
    mark: { type: "rect", stroke: "white", strokeWidth: 0.5 },
    encoding: {
      x: {
        field: "startS",
        type: "quantitative",
        title: "time (s)",
        scale: { domain: [0, durationS], nice: false },
      },
      x2: { field: "endS" },
      y: { field: "name", type: "nominal", title: null, sort: classes },
      color: {
        field: "probability",
        type: "quantitative",
        title: "probability",
        // From near white: of seven classes six are improbable, and are not to shine.
        scale: { domain: [0, 1], range: ["#ecebf2", "#9d8fd6", "#2b146b"] },
      },
    },
  };
}
