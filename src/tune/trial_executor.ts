/** What runs a study's trials, wherever that is. */
import type { TrialOutcome, TrialTask } from "./trial_task.ts";

/** What an executor tells while a trial runs. */
export interface TrialHooks {
  /** An epoch's value; true says that the trial shall end as pruned. */
  report(step: number, value: number): Promise<boolean>;
  /** The trial's worker died; the trial runs again from its beginning. */
  restarted(): Promise<void>;
}

/** Runs trials in other processes. */
export interface TrialExecutor {
  /** How many trials it runs at once. */
  readonly slots: number;
  /**
   * Runs one trial, again where its worker dies, and resolves to its one outcome. Rejects where no
   * trial can be run, and once stopped.
   */
  run(task: TrialTask, hooks: TrialHooks): Promise<TrialOutcome>;
  /** Ends running trials; whoever waits for one is rejected. */
  stop(): Promise<void>;
}

/** A trial whose workers died so many times is failed: it may be what kills them. */
export const MAX_ATTEMPTS = 3;
