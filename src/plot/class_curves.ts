import { type CurvePoint, thinCurve } from "../metrics/ranking_curves.ts";
import {
  categoryColours,
  categoryDashes,
  categoryShapes,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** One class's curve; both axes run from 0 to 1. */
interface RateCurve {
  /** Stands in the legend. */
  name: string;
  points: readonly CurvePoint[];
}

/** A grey line behind the curves. */
interface Guide {
  points: readonly CurvePoint[];
  /** Written to the right of this place. */
  text: { x: number; y: number; text: string };
}

/** What the plot says about itself. */
interface ClassCurvesOptions extends PlotLabels {
  /** Titles of the axes. */
  x: string;
  y: string;
  guides: Guide[];
}

/** Curves may deviate by so much, less than a pixel. */
const TOLERANCE = 0.001;

/** Markers on each curve: enough to tell dashes apart where lines lie close. */
const MARKERS = 5;

/** Curves of rates in a square, the classes in the order given. Pure: nothing is drawn yet. */
export function classCurves(
  curves: readonly RateCurve[],
  { x, y, guides, ...labels }: ClassCurvesOptions,
): PlotSpec {
  const domain = curves.map(({ name }) => name);
  const scale = (range: readonly unknown[]) => ({
    domain,
    range: domain.map((_, at) => range[at % range.length]) as string[],
  });
  const axis = (field: "x" | "y", title: string) => ({
    field,
    type: "quantitative" as const,
    title,
    scale: { domain: [0, 1], nice: false },
    axis: { values: [0, 0.2, 0.4, 0.6, 0.8, 1], format: ".1f", labelFlush: false },
  });
  const place = { x: axis("x", x), y: axis("y", y) };
  const legend = {
    orient: "right" as const,
    labelLimit: 320,
    // Clear of what is written beside the frame.
    offset: 44,
    symbolSize: 140,
    symbolStrokeWidth: 2,
  };
  const byName = { field: "name", type: "nominal" as const, title: null, sort: null, legend };
  const coloured = { ...byName, scale: scale(categoryColours) };
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(labels),
    width: 380,
    height: 380,
    layer: [
      {
        data: {
          values: guides.flatMap(({ points }, guide) => points.map(([x, y]) => ({ x, y, guide }))),
        },
        mark: { type: "line", color: "#bbb", strokeWidth: 1, strokeDash: [3, 3] },
        encoding: { ...place, detail: { field: "guide", type: "nominal" } },
      },
      {
        data: { values: guides.map(({ text }) => text) },
        mark: { type: "text", align: "left", dx: 4, fontSize: 9, color: "#777" },
        encoding: { ...place, text: { field: "text", type: "nominal" } },
      },
      {
        data: {
          values: curves.flatMap(({ name, points }) =>
            thinCurve(points, TOLERANCE).map(([x, y], order) => ({ name, line: name, x, y, order }))
          ),
        },
        mark: { type: "line", strokeWidth: 1.8, clip: true },
        encoding: {
          ...place,
          order: { field: "order", type: "quantitative" },
          color: coloured,
          // Markers tell the classes apart in the legend; a field of their own keeps dashes out of
          // it.
          strokeDash: {
            field: "line",
            type: "nominal",
            sort: null,
            legend: null,
            scale: scale(categoryDashes) as never,
          },
        },
      },
      {
        data: {
          values: curves.flatMap(({ name, points }, at) =>
            spread(points, at / curves.length).map(([x, y]) => ({ name, x, y }))
          ),
        },
        mark: {
          type: "point",
          size: 55,
          filled: false,
          strokeWidth: 1.6,
          fill: "white",
          opacity: 1,
        },
        encoding: {
          ...place,
          color: coloured,
          shape: { ...byName, scale: scale(categoryShapes) },
        },
      },
    ],
  };
}

/** Points at even distances along the curve, moved by `shift` (0 to 1) of a distance. */
function spread(points: readonly CurvePoint[], shift: number): CurvePoint[] {
  const travelled = [0];
  for (let at = 1; at < points.length; at++) {
    const [before, here] = [points[at - 1], points[at]];
    const step = Math.abs(here[0] - before[0]) + Math.abs(here[1] - before[1]);
    travelled.push(travelled[at - 1] + step);
  }
  return Array.from({ length: MARKERS }, (_, marker) => {
    const wanted = (marker + 0.2 + 0.6 * shift) / MARKERS * travelled.at(-1)!;
    return points[travelled.findIndex((distance) => distance >= wanted)];
  });
}

// ROC curves, as paper F's figures 15 to 22.

/** One class's curve, as rocCurve computes it. */
interface ClassRoc {
  name: string;
  /** How many clips are of the class. */
  support: number;
  points: readonly { falsePositiveRate: number; truePositiveRate: number }[];
  auc: number;
}

/**
 * The receiver operating characteristic of each class against all others, with the area under it
 * (AUC) and the number of clips in the legend, and the diagonal of chance behind.
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
      text: { x: 0.58, y: 0.54, text: "chance" },
    }],
  });
}

// Precision-recall curves, as paper S's figures 2 to 5.

/** One class's curve, as precisionRecallCurve computes it, with the corners of its steps. */
interface ClassPrecisionRecall {
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
 * const sad = { name: "sad", support: 120, averagePrecision, points: precisionRecallSteps(points)
 * }; precisionRecallPlot([sad], { title: "TurEV-DB" });
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

/**
 * Where 2 · precision · recall / (precision + recall) = f1: precision = f1 · recall / (2 · recall -
 * f1).
 */
function equalF1(f1: number): Guide {
  const least = f1 / (2 - f1);
  const points = Array.from({ length: 60 }, (_, at) => {
    const recall = least + (1 - least) * at / 59;
    return [recall, Math.min(1, f1 * recall / (2 * recall - f1))] as const;
  });
  return { points, text: { x: 1, y: least, text: `F1 ${f1}` } };
}
