/** In: a photo and what was predicted of it. Out: its picture and its page, as files. */
import { basename } from "node:path";
import { writeFileWhole } from "../base/files.ts";
import { photoDataUrl } from "../data/images/read_image.ts";
import { type PhotoPrediction, type PhotoSource, readPhoto } from "../facecnn/predict_photo.ts";
import { photoProbabilitiesPlot } from "../plot/photo_probabilities_plot.ts";
import { renderPng, renderSvg } from "../plot/render.ts";
import { plotTitle } from "../plot/theme.ts";
import { photoPage } from "./photo_page.ts";

/** What the picture and the page say beside the prediction. */
export interface PhotoReportOptions {
  /** Path of the files, without their endings. */
  path: string;
  /** The network. */
  subtitle: string;
  /** True for a network trained on generated data: the picture then says SYNTHETIC. */
  synthetic: boolean;
}

/**
 * Draws `prediction` beside the `photo` and writes it as PNG and as one self-contained HTML page.
 * Gives the paths. Throws UserError where the photo cannot be read.
 */
export async function writePhotoReport(
  photo: PhotoSource,
  prediction: PhotoPrediction,
  { path, subtitle, synthetic }: PhotoReportOptions,
): Promise<string[]> {
  const { name, bytes } = await readPhoto(photo);
  const { faces, width, height } = prediction;
  const url = await photoDataUrl(bytes, name);
  const title = basename(name);
  const spec = photoProbabilitiesPlot({ url, width, height }, faces, {
    title,
    subtitle,
    synthetic,
  });
  // The page has the title as text of its own.
  const svg = await renderSvg({ ...spec, title: undefined });
  const labels = { title: plotTitle(title, synthetic), subtitle };
  const files: [string, string | Uint8Array][] = [
    ["png", await renderPng(spec)],
    ["html", photoPage(svg, prediction, labels)],
  ];
  for (const [ending, content] of files) await writeFileWhole(`${path}.${ending}`, content);
  return files.map(([ending]) => `${path}.${ending}`);
}
