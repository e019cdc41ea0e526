/** In: a Vega-Lite specification. Out: the plot in the forms that notebooks' viewers understand. */
import { type PlotSpec, plotTheme } from "../plot/theme.ts";
import { renderPng, renderSvg } from "../plot/render.ts";

/** Content by MIME type, as Jupyter's messages hold it. */
export type MimeBundle = Record<string, unknown>;

/** Plots of more values than this, such as spectrograms, are shown as pixels. */
const MOST_VALUES = 4000;

/** Pixels that a notebook's output has on a usual screen, and on nbconvert's page. */
const PAGE_WIDTH = 860;

/**
 * Small plots go as Vega-Lite, which JupyterLab and VS Code draw with tooltips and a menu, and as
 * SVG, which nbconvert's HTML takes. Those of many values go as PNG: as vectors each of them would
 * take megabytes of the notebook. Text for everything else.
 */
export async function plotBundle(spec: PlotSpec): Promise<MimeBundle> {
  const text = { "text/plain": `Plot: ${titleOf(spec)}` };
  if (countValues(spec) > MOST_VALUES) {
    return { "image/png": (await renderPng(spec)).toBase64(), ...text };
  }
  return {
    "application/vnd.vegalite.v5+json": {
      ...spec,
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      config: { ...plotTheme, ...spec.config },
    },
    "image/svg+xml": fitToPage(await renderSvg(spec)),
    ...text,
  };
}

/** Plots wider than the page are made smaller instead of being cut off. */
function fitToPage(svg: string): string {
  return svg.replace(/ width="([\d.]+)" height="([\d.]+)"/, (size, width, height) => {
    const factor = PAGE_WIDTH / Number(width);
    return factor < 1
      ? ` width="${PAGE_WIDTH}" height="${Math.round(factor * Number(height))}"`
      : size;
  });
}

function titleOf({ title }: PlotSpec): string {
  if (typeof title === "string") return title;
  return title && "text" in title ? String(title.text) : "without title";
}

/** How many rows of data the specification holds, in all its parts. */
function countValues(part: unknown): number {
  if (typeof part !== "object" || part === null) return 0;
  return Object.entries(part).reduce(
    (sum, [name, value]) =>
      sum + (name === "values" && Array.isArray(value) ? value.length : countValues(value)),
    0,
  );
}
