/** In: a study under way. Out: one line for each trial that ends, and a bar with the running ones. */
import { startProgress } from "../base/progress.ts";
import { hasEnded, incumbent, type Trial } from "../bayesopt/trial.ts";

/** The display of a study. */
export interface TuningProgress {
  /** An epoch of a trial is done. */
  onReport(trial: Trial): void;
  /** A trial has ended. */
  onEnd(trial: Trial): void;
  /** Prints a line that stays. */
  log(line: string): void;
  stop(): void;
}

/** What is shown. */
export interface TuningProgressOptions {
  /** The study's trials, kept up to date by the study. */
  trials: readonly Trial[];
  /** Trials in the whole study. */
  total: number;
  quiet?: boolean;
}

const WIDTHS = { trial: 5, state: 8, value: 9, accuracy: 8, best: 9, epochs: 6, seconds: 7 };

/** Starts the display on standard error; the bar's ETA counts this call's trials only. */
export function startTuningProgress(
  { trials, total, quiet }: TuningProgressOptions,
): TuningProgress {
  const endedBefore = trials.filter(hasEnded).length;
  const progress = startProgress({ title: "tuning", total: total - endedBefore, quiet });
  const running = new Map<number, string>();
  const update = () => {
    const best = incumbent(trials);
    const notes = [
      ...(best ? [`best ${best.value!.toFixed(4)} (trial ${best.number})`] : []),
      ...running.values(),
    ];
    progress.update(trials.filter(hasEnded).length - endedBefore, notes.join("; "));
  };
  if (endedBefore > 0) progress.log(`Going on after ${endedBefore} trials.`);
  progress.log(row(["trial", "state", "value", "accuracy", "best", "epochs", "seconds"]));
  return {
    onReport: (trial) => {
      const { step, value } = trial.reports.at(-1)!;
      running.set(trial.number, `trial ${trial.number} epoch ${step}: ${value.toFixed(3)}`);
      update();
    },
    onEnd: (trial) => {
      running.delete(trial.number);
      progress.log(trialLine(trial, incumbent(trials)));
      update();
    },
    log: progress.log,
    stop: progress.stop,
  };
}

function row(cells: string[]): string {
  const widths = Object.values(WIDTHS);
  return cells.map((cell, column) => cell.padStart(widths[column])).join("  ");
}

/** The line of a trial that has ended; `best` is the incumbent then. */
export function trialLine(trial: Trial, best: Trial | undefined): string {
  const { validationAccuracy, epochs, seconds } = trial.details;
  const number = (value: unknown, digits: number) =>
    typeof value === "number" ? value.toFixed(digits) : "-";
  const cells = [
    String(trial.number),
    trial.state,
    number(trial.value, 4),
    number(validationAccuracy, 3),
    number(best?.value, 4),
    number(epochs, 0),
    number(seconds, 1),
  ];
  const why = trial.state === "failed" ? `  ${trial.reason}` : trial === best ? "  *" : "";
  return row(cells) + why;
}
