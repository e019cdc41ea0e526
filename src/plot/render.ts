import { Resvg } from "@resvg/resvg-js";
import font from "dejavu-fonts-ttf/ttf/DejaVuSans.ttf" with { type: "bytes" };
import sharp from "sharp";
import { Error as errorsOnly, logger, parse, View } from "vega";
import { compile } from "vega-lite";
import { cacheFolder, writeFileWhole } from "../base/files.ts";
import { fontFamily, type PlotSpec, plotTheme } from "./theme.ts";

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
  // Its warnings are of choices that were meant, such as axes that reach as far as the widest.
  const { spec: compiled } = compile(spec, { config: plotTheme, logger: logger(errorsOnly) });
  const view = new View(parse(compiled), { renderer: "none" });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** How a PNG is drawn. */
interface PngOptions {
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
  // Charts are flat colours: filters of lines only make them larger, and 256 colours are enough.
  const png = sharp(resvg.render().asPng());
  const how = { compressionLevel: 9, adaptiveFiltering: false, palette: true, dither: 0 };
  return await png.png(how).toBuffer();
}

/**
 * The path of DejaVu Sans as a file, which is what resvg takes. The bytes come with the package
 * dejavu-fonts-ttf and are put into the cache folder the first time.
 */
async function provideFont(): Promise<string> {
  const path = cacheFolder("fonts", "DejaVuSans-2.37.3.ttf");
  const size = await Deno.stat(path).then((info) => info.size, () => 0);
  if (size !== font.length) await writeFileWhole(path, font);
  return path;
}
