/** Where trials are kept while they run: the same trial, begun again, goes on after its last epoch. */
import { dirname, join } from "node:path";
import { sha256 } from "../base/files.ts";
import { unlocked } from "../jobs/run_job.ts";
import { lockRun } from "../train/runs.ts";
import type { TrialContext, TrialObjective, TrialOutcome, TrialTask } from "./trial_task.ts";

/** The folder of a trial within that of its study; another point or subject has another one. */
export function trialFolder(study: string, task: TrialTask): string {
  const hash = sha256(JSON.stringify(task)).slice(0, 12);
  return join(study, ".trials", `${task.number}-${hash}`);
}

/**
 * Runs the trial in its folder, alone, and removes that once there is an outcome. Rejects as the
 * objective does; the folder stays then.
 */
export async function runInFolder(
  folder: string,
  objective: TrialObjective,
  task: TrialTask,
  context: TrialContext,
): Promise<TrialOutcome> {
  const lock = await unlocked(folder, context.signal, () => lockRun(folder));
  let isOver = false;
  try {
    const outcome = await objective(task, { ...context, folder });
    isOver = true;
    await Deno.remove(folder, { recursive: true }).catch(() => {});
    // Where no other trial runs.
    await Deno.remove(dirname(folder)).catch(() => {});
    return outcome;
  } finally {
    await lock.release(isOver);
  }
}
