/** In: nothing. Out: the type of what plots are described by, before they are drawn. */
import type { TopLevelSpec } from "vega-lite";

/**
 * A Vega-Lite specification, complete with its data; `renderSvg` and `renderPng` draw it.
 * @internal The type is Vega-Lite's own and is documented there.
 */
export type PlotSpec = TopLevelSpec;
