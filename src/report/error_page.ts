/** Which clips networks get wrong, all of them alike: by speaker and by text, to listen to. */
import { pathToFileURL } from "node:url";
import { argMax } from "../base/statistics.ts";
import { escapeHtml } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import { requireCorpus } from "../data/find_corpus.ts";
import type { Knowledge } from "../metrics/knowledge.ts";
import { modelText } from "../train/network_config.ts";
import { lineWith, readPredictions } from "../train/predictions.ts";
import { refuseOtherData, requireFinishedRun } from "../train/runs.ts";

/** A clip that several networks were tested on. */
export interface TestedClip {
  id: string;
  path: string;
  speaker: string;
  text: string;
  label: string;
  /** What each network took it for. */
  predicted: string[];
  /** The mean probability of the actual class. */
  probability: number;
}

/** Clips that share a speaker or a text. */
export interface ErrorGroup {
  name: string;
  clips: number;
  /** Clips that no network got right. */
  wrong: number;
}

/** What {@link analyseErrors} finds. */
export interface ErrorAnalysis {
  title: string;
  synthetic: boolean;
  /** The runs' models, each once. */
  models: string[];
  /** All tested clips. */
  clips: number;
  /** Those that no network got right, the least probable first. */
  wrong: TestedClip[];
  speakers: ErrorGroup[];
  /** Those with the largest share of wrong clips first. */
  texts: ErrorGroup[];
  /** How often the wrong clips of a class are taken for another, the most frequent first. */
  confusions: { actual: string; predicted: string; count: number }[];
}

/**
 * The clips that every one of the finished runs in `folders` that was tested on them got wrong,
 * under `knowledge` or the run's headline. The runs are of one corpus; their test sets may differ,
 * as those of folds do.
 *
 * Throws UserError for runs of several corpora or of none that is recorded, and for changed data.
 *
 * @example
 * ```ts
 * const { wrong } = await analyseErrors(["runs/…", "runs/…"]);
 * ```
 */
export async function analyseErrors(
  folders: readonly string[],
  { knowledge, dataRoot }: { knowledge?: Knowledge; dataRoot?: string } = {},
): Promise<ErrorAnalysis> {
  const runs = await Promise.all(folders.map(requireFinishedRun));
  const [{ config: { corpus: id } }] = runs;
  const other = runs.find(({ config }) => config.corpus !== id);
  if (other !== undefined) {
    throw new UserError(`Expected runs of ${id}, but ${other.folder} is of ${other.config.corpus}`);
  }
  const corpus = await requireCorpus(id, { dataRoot });
  if (corpus.kind !== "audio") {
    throw new UserError(`Expected runs of recordings, but ${corpus.title} has none`);
  }
  const known = new Map(corpus.clips.map((clip) => [clip.id, clip]));
  const tested = new Map<string, { predicted: string[]; probabilities: number[] }>();
  for (const { folder, metrics } of runs) {
    await refuseOtherData(folder, corpus);
    const line = knowledge && lineWith(metrics.lines, knowledge);
    const { ids, classes, labels, probabilities } = await readPredictions(
      folder,
      line?.predictions,
    );
    ids.forEach((id, row) => {
      const own = [...probabilities.subarray(row * classes.length, (row + 1) * classes.length)];
      const clip = tested.get(id) ?? { predicted: [], probabilities: [] };
      clip.predicted.push(classes[argMax(own)]);
      clip.probabilities.push(own[labels[row]]);
      tested.set(id, clip);
    });
  }
  const clips = [...tested].map(([id, { predicted, probabilities }]): TestedClip => {
    const { path, speaker, text, label } = known.get(id)!;
    const probability = probabilities.reduce((sum, one) => sum + one, 0) / probabilities.length;
    return { id, path, speaker, text, label, predicted, probability };
  });
  const isWrong = ({ label, predicted }: TestedClip) => !predicted.includes(label);
  const wrong = clips.filter(isWrong).sort((a, b) => a.probability - b.probability);
  const confusions = Map.groupBy(
    wrong.flatMap(({ label, predicted }) => predicted.map((name) => ({ label, name }))),
    ({ label, name }) => JSON.stringify([label, name]),
  );
  const groups = (nameOf: (clip: TestedClip) => string) =>
    [...Map.groupBy(clips, nameOf)].filter(([name]) => name !== "").map(([name, own]) => {
      return { name, clips: own.length, wrong: own.filter(isWrong).length };
    });
  const share = (group: ErrorGroup) => group.wrong / group.clips;
  return {
    title: corpus.title,
    synthetic: corpus.synthetic,
    models: [...new Set(runs.map(({ config }) => modelText(config)))],
    clips: clips.length,
    wrong,
    speakers: groups(({ speaker }) => speaker).sort((a, b) => a.name < b.name ? -1 : 1),
    texts: groups(({ text }) => text).sort((a, b) => share(b) - share(a) || b.wrong - a.wrong),
    confusions: [...confusions.values()].map((own) => {
      return { actual: own[0].label, predicted: own[0].name, count: own.length };
    }).sort((a, b) => b.count - a.count),
  };
}

const STYLE = `
body { font-family: "DejaVu Sans", sans-serif; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem; color: #111; background: #fff; }
h1 { font-size: 1.25rem; } h2 { font-size: 1.05rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid #ccc; text-align: left; }
td.number, th.number { text-align: right; }
.wide { overflow-x: auto; }`;

/** Texts that the page lists. */
const MOST_TEXTS = 30;
/** Clips that the page can play. */
const MOST_CLIPS = 500;

/**
 * A page for this machine alone: it plays the recordings from where they lie, and holds none of
 * them.
 */
export function errorPage(analysis: ErrorAnalysis): string {
  const { title, synthetic, models, clips, wrong, speakers, texts, confusions } = analysis;
  const heading = `${synthetic ? "SYNTHETIC: " : ""}${title}: clips that every network gets wrong`;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const groups = (rows: readonly ErrorGroup[]) =>
    rows.map(({ name, clips, wrong }) => [name, clips, wrong, percent(wrong / clips)]);
  const shown = wrong.slice(0, MOST_CLIPS);
  const players = shown.map((clip) =>
    `<tr><td>${escapeHtml(clip.id)}</td><td>${escapeHtml(clip.speaker)}</td>` +
    `<td>${escapeHtml(clip.text)}</td><td>${escapeHtml(clip.label)}</td>` +
    `<td>${escapeHtml([...new Set(clip.predicted)].join(", "))}</td>` +
    `<td class="number">${clip.probability.toFixed(3)}</td><td><audio controls preload="none" ` +
    `aria-label="${escapeHtml(clip.id)}" src="${escapeHtml(pathToFileURL(clip.path).href)}">` +
    "</audio></td></tr>"
  );
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(heading)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(heading)}</h1>
<p>${wrong.length} of ${clips} tested clips (${
    percent(clips ? wrong.length / clips : 0)
  }); networks: ${
    escapeHtml(models.join("; "))
  }. The page plays recordings of this machine; keep it here.</p>
<h2>By speaker</h2>${table(["speaker", "clips", "wrong", "share"], groups(speakers))}
<h2>What they are taken for</h2>${
    table(
      ["actual", "predicted", "predictions"],
      confusions.map(({ actual, predicted, count }) => [actual, predicted, count]),
    )
  }
<h2>By text</h2>${table(["text", "clips", "wrong", "share"], groups(texts.slice(0, MOST_TEXTS)))}
<h2>Clips</h2>${
    wrong.length > shown.length ? `<p>The first ${shown.length} of ${wrong.length}.</p>` : ""
  }<div class="wide"><table><thead><tr><th>clip</th><th>speaker</th><th>text</th><th>actual</th>` +
    `<th>predicted</th><th class="number">probability of the actual class</th><th>play</th></tr>` +
    `</thead><tbody>${players.join("\n")}</tbody></table></div></main></body></html>
`;
}

function table(header: readonly string[], rows: readonly (string | number)[][]): string {
  const kind = (cell: string | number) =>
    typeof cell === "number" || /^[\d.]+ %$/.test(cell) ? ' class="number"' : "";
  const cells = (row: readonly (string | number)[]) =>
    row.map((cell) => `<td${kind(cell)}>${escapeHtml(String(cell))}</td>`).join("");
  return `<div class="wide"><table><thead><tr>${
    header.map((name) => `<th>${escapeHtml(name)}</th>`).join("")
  }</tr></thead><tbody>${
    rows.map((row) => `<tr>${cells(row)}</tr>`).join("\n")
  }</tbody></table></div>`;
}
