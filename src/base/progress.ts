import { MultiBar, Presets } from "cli-progress";
import { outputColumns, styled, wrapText } from "./terminal.ts";
import { printableText } from "./text.ts";

/** A running progress display. */
export interface Progress {
  /** Reports that `done` of the total is finished; `note` is a short status, such as the loss. */
  update(done: number, note?: string): void;
  /** Prints a line that stays, above the bar. */
  log(line: string): void;
  /** Ends the display. */
  stop(): void;
}

/** How a progress display is made. */
export interface ProgressOptions {
  /** What is being done, such as "training". */
  title: string;
  /** How many units the work has. */
  total: number;
  /** Units that were done before, as in a work that goes on; 0 by default. */
  begun?: number;
  /** True prints nothing. */
  quiet?: boolean;
  /** Seconds between two plain lines where standard error is no terminal; 5 by default. */
  plainIntervalS?: number;
}

/**
 * Starts a progress display on standard error, so that standard output stays for results.
 *
 * @example
 * ```ts
 * const progress = startProgress({ title: "features", total: clips.length });
 * for (const [i, clip] of clips.entries()) { work(clip); progress.update(i + 1); }
 * progress.stop();
 * ```
 */
export function startProgress(options: ProgressOptions): Progress {
  if (options.quiet) return { update: () => {}, log: () => {}, stop: () => {} };
  return Deno.stderr.isTerminal() ? terminalProgress(options) : plainProgress(options);
}

/** Wider bars tell no more. */
const BAR_WIDTH = { least: 8, most: 30 };

/**
 * Title, bar, share, count, time left and note in `columns`: the note is shortened first, then the
 * title; the time left never is.
 */
export function progressLine(
  { title, done, total, eta, note }: {
    title: string;
    done: number;
    total: number;
    /** Such as "3 min 5 s"; "" where it is unknown. */
    eta: string;
    note: string;
  },
  columns: number,
): { before: string; bar: string; after: string } {
  const share = total > 0 ? Math.min(1, done / total) : 1;
  const figures = ` ${Math.floor(100 * share)}% ${done}/${total}${eta && ` ETA ${eta}`}`;
  const room = columns - 1 - figures.length - BAR_WIDTH.least - 1;
  const name = shortened(title, Math.max(room, 0));
  const rest = room - name.length;
  const shown = note && rest > 1 ? shortened(note, rest - 1) : "";
  const after = shown ? `${figures} ${shown}` : figures;
  const width = Math.min(BAR_WIDTH.most, columns - 1 - name.length - 1 - after.length);
  const full = Math.round(Math.max(width, 0) * share);
  return {
    before: `${name} `,
    bar: "█".repeat(full) + "░".repeat(Math.max(0, width - full)),
    after,
  };
}

function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  return length < 2 ? "" : `${text.slice(0, length - 1).trimEnd()}…`;
}

function terminalProgress({ title, total, begun = 0 }: ProgressOptions): Progress {
  const name = printableText(title);
  const startedMs = performance.now();
  let done = begun;
  const bars = new MultiBar({
    format: (_options: unknown, { value }: { value: number }, { note }: { note: string }) => {
      const etaS = ((performance.now() - startedMs) / 1000) * (total - value) / (value - begun);
      const eta = Number.isFinite(etaS) ? formatDuration(etaS) : "";
      const shown = { title: name, done: value, total, eta: value < total ? eta : "", note };
      const { before, bar, after } = progressLine(shown, outputColumns("stderr"));
      return before + (Deno.noColor ? bar : styled(bar, "cyan")) + after;
    },
    hideCursor: true,
    clearOnComplete: false,
    // With true the line is cut by its length with colours.
    linewrap: false,
    stream: process.stderr,
  }, Presets.shades_grey);
  const bar = bars.create(total, begun, { note: "" });
  return {
    update: (count, note) => {
      done = count;
      bar.update(count, note === undefined ? {} : { note: printableText(note) });
    },
    log: (line) => bars.log(wrapText(printableText(line), outputColumns("stderr"), 2) + "\n"),
    stop: () => {
      bar.update(done);
      // Lines wait for the next drawing, and none would come.
      bars.update();
      bars.stop();
    },
  };
}

function plainProgress(
  { title, total, begun = 0, plainIntervalS = 5 }: ProgressOptions,
): Progress {
  const startedMs = performance.now();
  let printedMs = startedMs;
  return {
    update: (done, note = "") => {
      const nowMs = performance.now();
      if (nowMs - printedMs < plainIntervalS * 1000 && done < total) return;
      printedMs = nowMs;
      const etaS = ((nowMs - startedMs) / 1000) * (total - done) / (done - begun);
      const eta = Number.isFinite(etaS) ? ` ETA ${formatDuration(etaS)}` : "";
      console.error(`${title} ${done}/${total}${eta} ${note}`.trimEnd());
    },
    log: (line) => console.error(line),
    stop: () => {},
  };
}

/** Seconds as people read them: "42 s", "3 min 5 s", "2 h 10 min". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
