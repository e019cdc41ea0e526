/** In: a Vega-Lite specification. Out: the plot as SVG. */
import { parse, View } from "vega";
import { compile } from "vega-lite";
import type { PlotSpec } from "./plot_spec.ts";
import { plotTheme } from "./theme.ts";

/**
 * Draws `spec` with the shared theme (the specification's own `config` goes first) as an SVG
 * document. Throws an Error where Vega-Lite refuses the specification.
 *
 * @example
 * ```ts
 * const svg = await renderSvg(spectrogramPlot(spectrogram, defaultFeatures, { title: "kz_acik" }));
 * ```
 */
export async function renderSvg(spec: PlotSpec): Promise<string> {
  const { spec: compiled } = compile(spec, { config: plotTheme });
  const view = new View(parse(compiled), { renderer: "none" });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
