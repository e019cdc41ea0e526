/** How all plots look: font, sizes and colours. */
import type { TopLevelSpec } from "vega-lite";

/** The font that every plot requests; renderPng brings it along. */
export const fontFamily = "DejaVu Sans";

/**
 * Colours for categories, told apart with all common forms of colour blindness (Okabe and Ito,
 * "Color Universal Design", 2008), without their yellow, which is too pale for lines.
 */
export const categoryColours = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#d55e00",
  "#cc79a7",
  "#56b4e9",
  "#000000",
];

/**
 * Dashes for categories, in the order of the colours, so that lines read in black and white too.
 */
export const categoryDashes = [[1, 0], [8, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 4], [5, 2, 1, 2]];

/** Markers for categories, in the order of the colours. */
export const categoryShapes = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "triangle-down",
  "triangle-right",
];

/** A scale for amounts whose lightness only rises, so that it reads in black and white as well. */
export const amountScheme = "viridis";

/** Vega-Lite's `config` of every plot. */
export const plotTheme = {
  background: "white",
  font: `${fontFamily}, sans-serif`,
  title: { fontSize: 14, fontWeight: "normal", anchor: "start", offset: 12 },
  axis: {
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8,
    grid: false,
  },
  legend: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: "normal", titleLimit: 320 },
  range: { category: categoryColours },
  view: { stroke: null },
} as const;

/** Vega-Lite's version, as every specification names it. */
export const vegaLiteSchema = "https://vega.github.io/schema/vega-lite/v6.json";

/** What a plot of results says about itself. */
export interface PlotLabels {
  /** Stands above the plot. */
  title: string;
  /** Below the title, smaller: n, protocol, seed and whatever else a reader must know. */
  subtitle?: string;
  /** True for generated data: the title then says SYNTHETIC. */
  synthetic?: boolean;
}

/** Title and subtitle as Vega-Lite takes them. */
export function plotHeading({ title, subtitle, synthetic = false }: PlotLabels) {
  const text = plotTitle(title, synthetic);
  return subtitle ? { text, subtitle, subtitleColor: "#444", subtitlePadding: 4 } : { text };
}

/** A plot's title, which says so where the data are generated. */
export function plotTitle(title: string, synthetic: boolean): string {
  return synthetic ? `SYNTHETIC data: ${title}` : title;
}

/**
 * A Vega-Lite specification, complete with its data; `renderSvg` and `renderPng` draw it.
 * @internal The type is Vega-Lite's own and is documented there.
 */
export type PlotSpec = TopLevelSpec;
