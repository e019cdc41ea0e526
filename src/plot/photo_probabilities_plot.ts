/**
 * In: a photo, boxes in it and class probabilities. Out: the photo with the boxes and, beside it, a
 * horizontal bar chart for each box, as a Vega-Lite specification (paper F, pictures 8 to 14).
 */
import {
  categoryColours,
  plotHeading,
  type PlotLabels,
  type PlotSpec,
  vegaLiteSchema,
} from "./theme.ts";

/** The photo that is shown. */
export interface ShownPhoto {
  /**
   * The file itself as a data URL, or its address; any size, so long as the sides' ratio is kept.
   */
  url: string;
  /** Pixels in which the boxes are given. */
  width: number;
  /** Pixels downwards in which the boxes are given. */
  height: number;
}

/** A box in the photo and, where it is known, what is said of it. */
export interface LabelledBox {
  /** In the photo's pixels; `x` and `y` are the left upper corner. */
  box: { x: number; y: number; width: number; height: number };
  /** Of each class, 0 to 1. */
  probabilities?: Record<string, number>;
}

/** Points of the photo's longer side. */
const PHOTO_POINTS = 420;
const CHART_POINTS = 240;
const BAR_POINTS = 18;
/** At most so many charts stand below each other. */
const CHARTS_IN_A_COLUMN = 3;

/**
 * The photo with its boxes, numbered where there are several, and a chart for each box that has
 * probabilities: all of them in per cent, the largest darker. Without boxes it is the photo alone,
 * and the subtitle says that no face was found.
 *
 * @example
 * ```ts
 * const spec = photoProbabilitiesPlot({ url, width: 512, height: 512 }, faces, { title: "photo" });
 * ```
 */
export function photoProbabilitiesPlot(
  photo: ShownPhoto,
  faces: readonly LabelledBox[],
  { subtitle, ...labels }: PlotLabels,
): PlotSpec {
  const remarks = [subtitle, faces.length ? undefined : "no face found"];
  const heading = { ...labels, subtitle: remarks.filter(Boolean).join(", ") };
  const charts = faces.flatMap(({ probabilities }, at) => {
    const number = faces.length > 1 ? `${at + 1}: ` : "";
    return probabilities ? [probabilitiesChart(probabilities, number)] : [];
  });
  const columns = Math.ceil(charts.length / CHARTS_IN_A_COLUMN);
  return {
    $schema: vegaLiteSchema,
    title: plotHeading(heading),
    spacing: 28,
    hconcat: [
      photoView(photo, faces),
      ...(charts.length ? [{ concat: charts, columns, spacing: 18 }] : []),
    ],
    resolve: { scale: { x: "independent", y: "independent" } },
  } as PlotSpec;
}

function photoView({ url, width, height }: ShownPhoto, faces: readonly LabelledBox[]) {
  const zoom = PHOTO_POINTS / Math.max(width, height);
  const size = { width: Math.max(1, width * zoom), height: Math.max(1, height * zoom) };
  const boxes = faces.map(({ box }, at) => ({
    left: box.x,
    right: box.x + box.width,
    top: box.y,
    bottom: box.y + box.height,
    number: `${at + 1}`,
  }));
  const place = (field: string, length: number, isDown = false) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [0, length], reverse: isDown, nice: false },
    axis: null,
  });
  const sides = {
    x: place("left", width),
    x2: { field: "right" },
    y: place("top", height, true),
    y2: { field: "bottom" },
  };
  // A light line on a dark one shows on any ground.
  const outline = (stroke: string, strokeWidth: number) => ({
    mark: { type: "rect" as const, filled: false, stroke, strokeWidth },
    encoding: sides,
  });
  const numbers = {
    mark: {
      type: "text" as const,
      align: "left" as const,
      baseline: "top" as const,
      dx: 5,
      dy: 4,
      fontSize: 15,
      fontWeight: "bold" as const,
    },
    encoding: { x: sides.x, y: sides.y, text: { field: "number", type: "nominal" as const } },
  };
  return {
    ...size,
    data: { values: boxes },
    layer: [
      {
        data: { values: [{ url }] },
        mark: {
          type: "image" as const,
          ...size,
          aspect: false,
          x: size.width / 2,
          y: size.height / 2,
          description: "the photo",
        },
        encoding: { url: { field: "url", type: "nominal" as const } },
      },
      outline("black", 4),
      outline("white", 2),
      ...(faces.length > 1
        ? [
          { ...numbers, mark: { ...numbers.mark, stroke: "black", strokeWidth: 4 } },
          { ...numbers, mark: { ...numbers.mark, fill: "white" } },
        ]
        : []),
    ],
  };
}

function probabilitiesChart(probabilities: Record<string, number>, number: string) {
  const names = Object.keys(probabilities);
  const largest = Math.max(...Object.values(probabilities));
  const first = names.find((name) => probabilities[name] === largest);
  const values = names.map((name) => ({
    name,
    share: probabilities[name],
    percent: `${(100 * probabilities[name]).toFixed(1)} %`,
    isFirst: name === first,
  }));
  return {
    title: { text: `${number}${first}`, fontSize: 13, offset: 6 },
    width: CHART_POINTS,
    height: { step: BAR_POINTS },
    data: { values },
    encoding: {
      y: {
        field: "name",
        type: "nominal" as const,
        sort: names,
        title: null,
        axis: { domain: false, ticks: false, labelLimit: 160 },
        scale: { paddingInner: 0.2 },
      },
      x: {
        field: "share",
        type: "quantitative" as const,
        title: "probability",
        scale: { domain: [0, 1] },
        axis: { format: ".0%", values: [0, 0.25, 0.5, 0.75, 1], grid: true, gridColor: "#ddd" },
      },
    },
    layer: [
      {
        mark: { type: "bar" as const },
        encoding: {
          color: {
            field: "isFirst",
            type: "nominal" as const,
            scale: { domain: [true, false], range: [categoryColours[0], "#9ecae1"] },
            legend: null,
          },
        },
      },
      {
        mark: { type: "text" as const, align: "left" as const, dx: 4, fontSize: 10 },
        encoding: { text: { field: "percent", type: "nominal" as const } },
      },
    ],
  };
}
