/** In: how much of a long work is done. Out: one bar below the running cell, drawn in place. */
import { escapeHtml } from "../base/text.ts";
import { formatDuration } from "../base/progress.ts";
import { openDisplay, type ShowInPlace } from "./open_display.ts";

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
