/** In: each class's precision-recall curve. Out: their plot, as paper S's figures 2 to 5. */
import { classCurves, type Guide } from "./class_curves.ts";
import type { PlotSpec } from "./plot_spec.ts";
import type { PlotLabels } from "./theme.ts";

/** One class's curve, as precisionRecallCurve computes it, with the corners of its steps. */
export interface ClassPrecisionRecall {
  name: string;
  /** How many clips are of the class. */
  support: number;
  points: readonly { precision: number; recall: number }[];
  averagePrecision: number;
}

/**
 * Precision over recall for each class against all others, with the average precision (AP) and the
 * number of clips in the legend, and lines of equal F1 behind. Points are joined by straight lines.
 *
 * @example
 * ```ts
 * const { points, averagePrecision } = precisionRecallCurve(scores, positive)!;
 * const sad = { name: "sad", support: 120, averagePrecision, points: precisionRecallSteps(points) };
 * precisionRecallPlot([sad], { title: "TurEV-DB" });
 * ```
 */
export function precisionRecallPlot(
  classes: readonly ClassPrecisionRecall[],
  labels: PlotLabels,
): PlotSpec {
  const curves = classes.map(({ name, support, points, averagePrecision }) => ({
    name: `${name}: AP ${averagePrecision.toFixed(3)}, n ${support}`,
    points: points.map(({ precision, recall }) => [recall, precision] as const),
  }));
  return classCurves(curves, {
    ...labels,
    x: "recall",
    y: "precision",
    guides: [0.2, 0.4, 0.6, 0.8].map(equalF1),
  });
}

/** Where 2 · precision · recall / (precision + recall) = f1: precision = f1 · recall / (2 · recall - f1). */
function equalF1(f1: number): Guide {
  const least = f1 / (2 - f1);
  const points = Array.from({ length: 60 }, (_, at) => {
    const recall = least + (1 - least) * at / 59;
    return [recall, Math.min(1, f1 * recall / (2 * recall - f1))] as const;
  });
  return { points, text: { x: 1, y: least, text: `F1 ${f1}` } };
}
