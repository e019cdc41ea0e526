/** In: a Vega-Lite specification. Out: the plot as PNG. */
import { Resvg } from "@resvg/resvg-js";
import type { PlotSpec } from "./plot_spec.ts";
import { provideFont } from "./provide_font.ts";
import { renderSvg } from "./render_svg.ts";
import { fontFamily } from "./theme.ts";

/** How a PNG is drawn. */
export interface PngOptions {
  /** Pixels a point; 2 by default, for sharp screens. */
  scale?: number;
}

/**
 * Draws `spec` as {@link renderSvg} does and turns it into a PNG file's bytes. The font comes with
 * Duygu, so that the picture is the same on a machine without fonts.
 */
export async function renderPng(
  spec: PlotSpec,
  { scale = 2 }: PngOptions = {},
): Promise<Uint8Array> {
  const [svg, fontFile] = await Promise.all([renderSvg(spec), provideFont()]);
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: {
      fontFiles: [fontFile],
      loadSystemFonts: false,
      defaultFontFamily: fontFamily,
      sansSerifFamily: fontFamily,
    },
  });
  return resvg.render().asPng();
}
