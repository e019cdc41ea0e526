import { basename } from "node:path";
import { writeFileWhole } from "../base/files.ts";
import { escapeHtml } from "../base/text.ts";
import { photoDataUrl } from "../data/images/read_image.ts";
import {
  type FacePrediction,
  type PhotoPrediction,
  type PhotoSource,
  readPhoto,
} from "../facecnn/predict_photo.ts";
import { photoProbabilitiesPlot } from "../plot/photo_probabilities_plot.ts";
import { renderPng, renderSvg } from "../plot/render.ts";
import { plotTitle } from "../plot/theme.ts";

/** What the picture and the page say beside the prediction. */
interface PhotoReportOptions {
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

/** What a page says beside the prediction. */
interface PhotoPageLabels {
  title: string;
  /** The network, and a warning where it was trained on generated data. */
  subtitle: string;
}

const STYLE = `
body { font-family: "DejaVu Sans", sans-serif; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem; color: #111; background: #fff; }
h1 { font-size: 1.25rem; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid #ccc; text-align: right; }
th:first-child { text-align: left; }
.wide { overflow-x: auto; }`;

/**
 * A page with the picture `svg` and a table of all probabilities, a column a face. It needs no
 * other file and no connection.
 */
function photoPage(
  svg: string,
  { faces, width, height }: PhotoPrediction,
  { title, subtitle }: PhotoPageLabels,
): string {
  const count = faces.length === 1 ? "1 face" : `${faces.length || "No"} faces`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(subtitle)}</p>
<figure class="wide" style="margin: 0">${svg}</figure>
<p>${count} found in the photo of ${width} × ${height} pixels.</p>
${faces.length ? table(faces) : ""}
</body>
</html>
`;
}

function table(faces: readonly FacePrediction[]): string {
  const row = (name: string, cells: readonly string[], tag = "td") =>
    `<tr><th scope="row">${escapeHtml(name)}</th>` +
    cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("") + "</tr>";
  const classes = Object.keys(faces[0].probabilities);
  const box = ({ box: { x, y, width, height } }: FacePrediction) =>
    `${width} × ${height} at ${x}, ${y}`;
  return `<div class="wide"><table>
<thead>${row("face", faces.map((_, at) => `${at + 1}`), "th")}</thead>
<tbody>
${row("box", faces.map(box))}
${row("predicted", faces.map(({ predicted }) => predicted))}
${
    classes.map((name) =>
      row(name, faces.map(({ probabilities }) => `${(100 * probabilities[name]).toFixed(1)} %`))
    ).join("\n")
  }
</tbody>
</table></div>`;
}
