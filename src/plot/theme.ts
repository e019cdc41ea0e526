/** How all plots look: font, sizes and colours. */

/** The font that every plot asks for; renderPng brings it along. */
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
  legend: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: "normal" },
  range: { category: categoryColours },
  view: { stroke: null },
} as const;

/** A plot's title, which says so where the data are generated. */
export function plotTitle(title: string, synthetic: boolean): string {
  return synthetic ? `SYNTHETIC data: ${title}` : title;
}
