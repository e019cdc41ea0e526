/** Out: a plot below the running cell that changes in place. */
import type { PlotSpec } from "../plot/theme.ts";
import { openDisplay, type ShowInPlace } from "./open_display.ts";
import { plotBundle } from "./plot_bundle.ts";

/** Shows a plot at the place; from the second time on it replaces the one there. */
export type ShowPlotInPlace = (spec: PlotSpec) => Promise<void>;

/**
 * Opens a place for one plot, such as the curves of a training under way.
 *
 * @example
 * ```ts
 * const showCurves = openPlot();
 * const onEpoch = () => showCurves(trainingHistoryPlot(history, { title: "Training" }));
 * ```
 */
export function openPlot(show: ShowInPlace = openDisplay()): ShowPlotInPlace {
  return async (spec) => await show(await plotBundle(spec));
}
