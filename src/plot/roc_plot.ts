/** In: each class's ROC curve. Out: their plot, as paper F's figures 15 to 22. */
import { classCurves } from "./class_curves.ts";
import type { PlotSpec } from "./plot_spec.ts";
import type { PlotLabels } from "./theme.ts";

/** One class's curve, as rocCurve computes it. */
export interface ClassRoc {
  name: string;
  /** How many clips are of the class. */
  support: number;
  points: readonly { falsePositiveRate: number; truePositiveRate: number }[];
  auc: number;
}

/**
 * The receiver operating characteristic of each class against all others, with the area under it
 * (AUC) and the number of clips in the legend, and the diagonal of a guess behind.
 */
export function rocPlot(classes: readonly ClassRoc[], labels: PlotLabels): PlotSpec {
  const curves = classes.map(({ name, support, points, auc }) => ({
    name: `${name}: AUC ${auc.toFixed(3)}, n ${support}`,
    points: points.map((at) => [at.falsePositiveRate, at.truePositiveRate] as const),
  }));
  return classCurves(curves, {
    ...labels,
    x: "false positive rate",
    y: "true positive rate",
    guides: [{
      points: [[0, 0], [1, 1]],
      text: { x: 0.58, y: 0.54, text: "guess" },
    }],
  });
}
