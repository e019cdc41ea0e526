/** In: a Vega-Lite specification. Out: the plot below the running cell. */
import type { PlotSpec } from "../plot/theme.ts";
import { displayBundle } from "./display_bundle.ts";
import { plotBundle } from "./plot_bundle.ts";

/**
 * Shows a plot of src/plot in JupyterLab, VS Code and nbconvert's HTML alike. Throws UserError
 * where no notebook runs.
 *
 * @example
 * ```ts
 * await showPlot(waveformPlot(samples, sampleRateHz, { title: "A sine" }));
 * ```
 */
export async function showPlot(spec: PlotSpec): Promise<void> {
  await displayBundle(await plotBundle(spec));
}
