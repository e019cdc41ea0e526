import { startProgress } from "../base/progress.ts";
import { counted } from "../base/terminal.ts";
import type { Study } from "../bayesopt/study.ts";
import { hasEnded, incumbent, type Trial } from "../bayesopt/trial.ts";
import type { TrialExecutor, TrialHooks, TrialOutcome, TuningSubject } from "./trial_task.ts";

/** What is run, and who is notified. */
export interface RunStudyOptions {
  study: Study;
  executor: TrialExecutor;
  subject: TuningSubject;
  signal?: AbortSignal;
  /** An epoch of a trial is done. */
  onReport?: (trial: Trial) => void;
  /** A trial has ended. */
  onEnd?: (trial: Trial) => void;
}

/**
 * Asks for trials and runs them, as many at once as the executor takes. On an abort, and where no
 * trial can be run, running trials are given back to the study, the executor is stopped and the
 * reason is thrown; all that ended before is in the journal.
 */
export async function runStudy(options: RunStudyOptions): Promise<void> {
  const { study, executor, signal } = options;
  let failure: { reason: unknown } | undefined;
  const slot = async () => {
    try {
      await runSlot(options);
    } catch (reason) {
      // The others' complaints of being stopped tell nothing.
      failure ??= { reason };
      await executor.stop();
    }
  };
  const stop = () => void executor.stop();
  signal?.addEventListener("abort", stop);
  try {
    await Promise.all(Array.from({ length: executor.slots }, slot));
  } finally {
    signal?.removeEventListener("abort", stop);
    await executor.stop();
    await giveBack(study);
  }
  signal?.throwIfAborted();
  if (failure) throw failure.reason;
}

/** Runs one trial after the other. */
async function runSlot(options: RunStudyOptions): Promise<void> {
  const { study, executor, subject, signal, onEnd } = options;
  while (true) {
    signal?.throwIfAborted();
    const trial = await study.ask();
    if (trial === undefined) return;
    const { number, parameters } = trial;
    const outcome = await executor.run({ number, parameters, subject }, hooksOf(options, trial));
    if (await record(study, number, outcome)) onEnd?.(study.trials[number]);
  }
}

function hooksOf({ study, onReport }: RunStudyOptions, { number }: Trial): TrialHooks {
  return {
    report: async (step, value) => {
      const prune = await study.report(number, step, value);
      onReport?.(study.trials[number]);
      return prune;
    },
    restarted: () => {
      const at = new Date().toISOString();
      const common = { at, trial: number, worker: study.worker };
      return study.add(() => [{ event: "lost", ...common }, { event: "started", ...common }]);
    },
  };
}

function record(study: Study, number: number, outcome: TrialOutcome): Promise<boolean> {
  const { details } = outcome;
  switch (outcome.state) {
    case "finished":
      return study.finish(number, outcome.value, details);
    case "failed":
      return study.fail(number, outcome.reason, details);
    case "pruned":
      return study.prune(number, details);
  }
}

/** What this process began and did not end is the first to be run when the study goes on. */
function giveBack(study: Study): Promise<void> {
  const at = new Date().toISOString();
  return study.add((trials) =>
    trials
      .filter(({ state, worker }) => state === "running" && worker === study.worker)
      .map(({ number }) => ({ event: "lost", at, trial: number, worker: study.worker }))
  );
}

/** The display of a study. */
interface TuningProgress {
  /** An epoch of a trial is done. */
  onReport(trial: Trial): void;
  /** A trial has ended. */
  onEnd(trial: Trial): void;
  /** Prints a line that stays. */
  log(line: string): void;
  stop(): void;
}

/** What is shown. */
interface TuningProgressOptions {
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
  if (endedBefore > 0) progress.log(`Going on after ${counted(endedBefore, "trial")}.`);
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
