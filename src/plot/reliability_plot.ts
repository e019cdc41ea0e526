import {
  categoryColours,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** One bin, as calibration computes it. */
interface ReliabilityBin {
  lower: number;
  upper: number;
  count: number;
  /** Mean probability of the predicted class; null in an empty bin. */
  confidence: number | null;
  /** Share of clips predicted rightly; null in an empty bin. */
  accuracy: number | null;
}

/**
 * Accuracy over confidence (Guo et al. 2017, figure 1): a bar a bin, the point at the bin's mean
 * confidence, and the diagonal on which a calibrated network lies. The expected calibration error
 * (ECE) stands in the subtitle.
 */
export function reliabilityPlot(
  bins: readonly ReliabilityBin[],
  { expectedCalibrationError, ...labels }: PlotLabels & { expectedCalibrationError: number },
): PlotSpec {
  const filled = bins.filter(({ count }) => count > 0);
  const error = `expected calibration error ${expectedCalibrationError.toFixed(3)}`;
  // On a line of its own: lines longer than the plot is wide make the picture wider than it.
  const subtitle = [...labels.subtitle ? [labels.subtitle] : [], error];
  const x = (title: string | null) => ({
    field: "lower",
    type: "quantitative" as const,
    title,
    scale: { domain: [0, 1] },
    axis: { format: ".1f", labelFlush: false },
  });
  const x2 = { field: "upper" };
  const accuracy = {
    type: "quantitative" as const,
    title: "accuracy in the bin",
    scale: { domain: [0, 1] },
    axis: { format: ".1f", grid: true },
  };
  return {
    $schema: vegaLiteSchema,
    title: { ...plotHeading({ ...labels, subtitle: error }), subtitle },
    spacing: 12,
    vconcat: [
      {
        width: 380,
        height: 300,
        layer: [
          {
            data: { values: filled },
            mark: { type: "bar", color: "#9ecae1", stroke: categoryColours[0], strokeWidth: 1 },
            encoding: { x: x(null), x2, y: { field: "accuracy", ...accuracy }, y2: { datum: 0 } },
          },
          {
            data: { values: [{ at: 0 }, { at: 1 }] },
            mark: { type: "line", color: "black", strokeDash: [4, 4], strokeWidth: 1 },
            encoding: {
              x: { field: "at", type: "quantitative" },
              y: { field: "at", ...accuracy },
            },
          },
          {
            data: { values: filled },
            mark: { type: "point", shape: "diamond", filled: true, size: 60, color: "black" },
            encoding: {
              x: { field: "confidence", type: "quantitative" },
              y: { field: "accuracy", ...accuracy },
            },
          },
        ],
      },
      {
        width: 380,
        height: 80,
        data: { values: [...bins] },
        mark: { type: "bar", color: "#bbb", stroke: "#555", strokeWidth: 1 },
        encoding: {
          x: x("confidence (probability of the predicted class)"),
          x2,
          y: { field: "count", type: "quantitative", title: "n" },
          y2: { datum: 0 },
        },
      },
    ],
  };
}
