import { formatDuration } from "../base/progress.ts";
import { type Alignment, escapeHtml, markdownTable, textTable } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import { encodeWav } from "../data/audio/wav.ts";
import { renderPng, renderSvg } from "../plot/render.ts";
import { type PlotSpec, plotTheme } from "../plot/theme.ts";

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

/** A place that can be shown again with other content. */
interface DisplayPlace {
  /** Names the place, uniquely in the kernel. */
  id: string;
  /** True replaces what is there; false, at the first time, makes the place. */
  update: boolean;
}

/** Shows `bundle` below the cell, or at `place`. Throws UserError where no notebook runs. */
async function displayBundle(bundle: MimeBundle, place?: DisplayPlace): Promise<void> {
  // Only Deno's Jupyter kernel has it; elsewhere even looking at it throws.
  let jupyter: typeof Deno.jupyter;
  try {
    jupyter = Deno.jupyter;
    jupyter.display;
  } catch {
    throw new UserError("Expected to run in a notebook, but there is no Jupyter here");
  }
  const where = place ? { display_id: place.id, update: place.update } : {};
  await jupyter.display(bundle, { raw: true, ...where });
}

/** Shows content at the place; from the second time on it replaces what is there. */
export type ShowInPlace = (bundle: MimeBundle) => Promise<void>;

/** Opens a place, which appears with its first content. */
export function openDisplay(): ShowInPlace {
  const id = crypto.randomUUID();
  let isThere = false;
  return async (bundle) => {
    const update = isThere;
    isThere = true;
    await displayBundle(bundle, { id, update });
  };
}

/** Shows a remark in italics. Throws UserError where no notebook runs. */
export async function showNote(text: string): Promise<void> {
  await displayBundle({ "text/markdown": `_${text}_`, "text/plain": text });
}

/** Shows a warning that cannot be overlooked. Throws UserError where no notebook runs. */
export async function showBanner(text: string): Promise<void> {
  const style = "padding: 0.6em 1em; background: #fff3cd; color: #4d3800; " +
    "border-left: 6px solid #e69f00; font-weight: bold";
  const html = `<div style="${style}">${escapeHtml(text)}</div>`;
  await displayBundle({ "text/html": html, "text/plain": text });
}

/**
 * Shows a table. Throws UserError where no notebook runs.
 *
 * @example
 * ```ts
 * await showTable(["window", "side lobes"], [["hann", "-31 dB"]], ["left", "right"]);
 * ```
 */
export async function showTable(
  header: string[],
  rows: string[][],
  alignment: Alignment[] = [],
): Promise<void> {
  await displayBundle({
    "text/markdown": markdownTable(header, rows, alignment),
    "text/plain": textTable(header, rows, alignment),
  });
}

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

/**
 * Shows a player for `samples` ([samples], full scale ±1), with `title` before it. Throws
 * UserError where no notebook runs.
 */
export async function showAudio(
  samples: Float32Array,
  sampleRateHz: number,
  title: string,
): Promise<void> {
  const durationS = (samples.length / sampleRateHz).toFixed(2);
  const source = `data:audio/wav;base64,${encodeWav(samples, sampleRateHz).toBase64()}`;
  await displayBundle({
    "text/html": '<div style="display: flex; align-items: center; gap: 1em">' +
      `<audio controls src="${source}"></audio><span>${escapeHtml(title)}</span></div>`,
    "text/plain": `Sound: ${title}, ${durationS} s`,
  });
}

/** A bar below a cell. */
export interface NotebookProgress {
  /** Tells that `done` of the total is finished; `note` is a short status, such as the loss. */
  update(done: number, note?: string): Promise<void>;
  /** Fills the bar, whatever is left, and says how long it took; `note` is the last status. */
  finish(note?: string): Promise<void>;
}

/** How a bar is made. */
export interface NotebookProgressOptions {
  /** What is being done, such as "Training". */
  title: string;
  /** How many units the work has. */
  total: number;
  /** Seconds between two drawings; 0.25 by default. */
  intervalS?: number;
  /** Where it is drawn; a new place below the running cell by default. */
  show?: ShowInPlace;
}

/**
 * Starts a bar that changes in place instead of printing line after line. Its methods throw
 * UserError where no notebook runs.
 *
 * @example
 * ```ts
 * const bar = progress({ title: "Clips", total: clips.length });
 * for (const [i, clip] of clips.entries()) {
 *   work(clip);
 *   await bar.update(i + 1);
 * }
 * await bar.finish();
 * ```
 */
export function progress(options: NotebookProgressOptions): NotebookProgress {
  const { title, total, intervalS = 0.25, show = openDisplay() } = options;
  const startedMs = performance.now();
  let drawnMs = -Infinity;
  const draw = async (done: number, status: string) => {
    drawnMs = performance.now();
    const text = [`${title}: ${done} of ${total}`, status].filter(Boolean).join(", ");
    await show({
      "text/html": `<div style="display: flex; align-items: center; gap: 0.8em">` +
        `<progress value="${done}" max="${total}" aria-label="${escapeHtml(title)}" ` +
        `style="width: 14em"></progress><span>${escapeHtml(text)}</span></div>`,
      "text/plain": text,
    });
  };
  return {
    update: async (done, note = "") => {
      const nowMs = performance.now();
      if (nowMs - drawnMs < intervalS * 1000) return;
      const leftS = done > 0 ? ((nowMs - startedMs) / 1000) * (total / done - 1) : NaN;
      const left = Number.isFinite(leftS) ? `about ${formatDuration(leftS)} left` : "";
      await draw(done, [left, note].filter(Boolean).join("; "));
    },
    finish: async (note = "") => {
      const took = formatDuration((performance.now() - startedMs) / 1000);
      await draw(total, [took, note].filter(Boolean).join("; "));
    },
  };
}
