/** The display of jobs that run: a table on a terminal, lines elsewhere. */
import { formatDuration } from "../base/progress.ts";
import { outputColumns, wrapText } from "../base/terminal.ts";
import { printableText } from "../base/text.ts";
import type { JobOutcome } from "./job.ts";

/** What is shown. */
export interface JobTable {
  /** One more run is asked for. */
  asked(): void;
  /** One that was asked for is finished already. */
  found(): void;
  /** It is given to the executor; it trains at most so many epochs. */
  waits(name: string, epochs: number): void;
  begun(name: string, worker: string, attempt: number): void;
  epoch(name: string, epoch: number, validationLoss: number): void;
  ended(name: string, outcome: JobOutcome): void;
  /** Prints a line that stays. */
  log(line: string): void;
  stop(): void;
}

/** A job that is not finished. */
interface Row {
  epochs: number;
  worker?: string;
  /** Milliseconds. */
  since?: number;
  epoch: number;
  loss?: number;
}

/** Where the table goes, for tests; standard error otherwise. */
interface TableOptions {
  quiet?: boolean;
  isTerminal?: boolean;
  write?: (text: string) => void;
  /** Lines of the table on a terminal; more running jobs are counted. */
  height?: number;
  /** Of the terminal; longer names are cut. */
  columns?: number;
}

/** Between two drawings of the table, and between two lines elsewhere. */
const DRAW_MS = 500;
const LINE_MS = 15_000;

/** Starts the display, which is empty until a run is missing. */
export function startJobTable(options: TableOptions = {}): JobTable {
  const { quiet, isTerminal = Deno.stderr.isTerminal(), height = 12 } = options;
  const encoder = new TextEncoder();
  const write = options.write ??
    ((text: string) => {
      try {
        Deno.stderr.writeSync(encoder.encode(text));
      } catch {
        // Nobody looks on any more.
      }
    });
  const columns = isTerminal ? options.columns ?? outputColumns("stderr") : Infinity;
  const rows = new Map<string, Row>();
  const startMs = performance.now();
  let asked = 0, found = 0, finished = 0, failed = 0, drawn = 0, isBegun = false;
  const begunRows = () => [...rows].filter(([, { since }]) => since !== undefined);
  const summary = () => {
    const running = begunRows();
    const left = rows.size;
    const done = finished + failed;
    // What running ones have done counts as well; else the time left would grow from end to end.
    const begun = running.reduce((sum, [, { epoch, epochs }]) => sum + epoch / epochs, 0);
    const etaS = done > 0
      ? (performance.now() - startMs) / 1000 / (done + begun) * (left - begun)
      : undefined;
    return [
      `${found + finished} of ${asked} runs finished`,
      `${running.length} running`,
      ...left > running.length ? [`${left - running.length} waiting`] : [],
      ...failed ? [`${failed} failed`] : [],
      ...etaS === undefined || left === 0 ? [] : [`ETA ${formatDuration(etaS)}`],
    ].join(", ");
  };
  const erase = () => {
    if (drawn > 0) write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = () => {
    const running = begunRows();
    const shown = running.slice(0, height).map(([name, row]) =>
      fitted(name, rowText(row), columns)
    );
    const more = running.length - shown.length;
    const lines = [...shown, ...more > 0 ? [`… and ${more} more`] : [], summary()];
    erase();
    write(lines.map((line) => `\x1b[2K${printableText(line)}\n`).join(""));
    drawn = lines.length;
  };
  const log = (line: string) => {
    if (quiet) return;
    if (isTerminal) erase();
    write(wrapText(printableText(line), columns, 2) + "\n");
    if (isTerminal && isBegun) draw();
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const begin = () => {
    if (isBegun || quiet) return;
    isBegun = true;
    const show = isTerminal ? draw : () => {
      const [running] = begunRows();
      write(
        printableText(summary() + (running ? `; ${running[0]}${rowText(running[1])}` : "")) + "\n",
      );
    };
    timer = setInterval(show, isTerminal ? DRAW_MS : LINE_MS);
  };
  return {
    asked: () => void asked++,
    found: () => void found++,
    waits: (name, epochs) => {
      rows.set(name, { epochs, epoch: 0 });
      begin();
    },
    begun: (name, worker, attempt) => {
      const row = rows.get(name);
      if (!row) return;
      Object.assign(row, { worker, since: performance.now() });
      if (attempt > 1) log(`${name} goes on after its last checkpoint (${worker})`);
    },
    epoch: (name, epoch, loss) => {
      const row = rows.get(name);
      if (row) Object.assign(row, { epoch, loss });
    },
    ended: (name, outcome) => {
      const since = rows.get(name)?.since;
      rows.delete(name);
      const after = since === undefined
        ? ""
        : ` after ${formatDuration((performance.now() - since) / 1000)}`;
      if (outcome.state === "finished") finished++;
      else failed++;
      log(
        outcome.state === "finished"
          ? fitted(`${found + finished}/${asked} ${name}`, ` finished${after}`, columns)
          : `${name} failed${after}: ${outcome.reason}`,
      );
    },
    log,
    stop: () => {
      clearInterval(timer);
      if (isTerminal) erase();
    },
  };
}

/** A line that a terminal need not break: the name is cut, or else the end. */
function fitted(name: string, rest: string, columns: number): string {
  const room = Math.max(12, columns - 1 - rest.length);
  const short = name.length > room ? `${name.slice(0, room - 1)}…` : name;
  return (short + rest).slice(0, columns - 1);
}

/** What stands behind the name. */
function rowText({ epochs, epoch, loss, worker, since }: Row): string {
  const seconds = (performance.now() - since!) / 1000;
  const eta = epoch > 0 ? ` ETA ${formatDuration(seconds / epoch * (epochs - epoch))}` : "";
  const at = loss === undefined ? "" : ` validation loss ${loss.toFixed(3)}`;
  return ` epoch ${epoch}/${epochs}${at} on ${worker} for ${formatDuration(seconds)}${eta}`;
}
