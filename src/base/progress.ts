import { MultiBar, Presets } from "cli-progress";
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

function terminalProgress({ title, total, begun = 0 }: ProgressOptions): Progress {
  const bars = new MultiBar({
    format: `${
      printableText(title)
    } {bar} {percentage}% {value}/{total} ETA {eta_formatted} {note}`,
    hideCursor: true,
    clearOnComplete: false,
    stream: process.stderr,
  }, Presets.shades_grey);
  const bar = bars.create(total, begun, { note: "" });
  return {
    update: (done, note) =>
      bar.update(done, note === undefined ? {} : { note: printableText(note) }),
    log: (line) => bars.log(printableText(line) + "\n"),
    stop: () => {
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
