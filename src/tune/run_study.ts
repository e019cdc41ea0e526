/** In: a study and an executor. Out: the study's trials, run until its budget is used up. */
import type { Study } from "../bayesopt/study.ts";
import type { Trial } from "../bayesopt/trial.ts";
import type { TrialExecutor, TrialHooks } from "./trial_executor.ts";
import type { TrialOutcome } from "./trial_task.ts";
import type { TuningSubject } from "./tuning_subject.ts";

/** What is run, and who is told. */
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
