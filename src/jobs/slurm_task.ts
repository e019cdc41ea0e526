/**
 * The program of a task of a Slurm array. Its one argument: the folder of the array. The task's
 * number is in the environment. A task that is told to stop, by a preemption or a time limit, saves
 * where its run stands and leaves no exit file: it goes on when it is started again.
 */
import { join } from "node:path";
import { writeFileWhole } from "../base/files.ts";
import { INTERRUPTED_EXIT_CODE, interruptSignal } from "../base/interrupt_signal.ts";
import { readJson } from "../base/json.ts";
import { selectEngine } from "../engine/select_engine.ts";
import type { JobOutcome } from "./job.ts";
import { jobRunner } from "./run_job.ts";
import { arraySchema, exitFile } from "./slurm_array.ts";

/** Runs the array's task of this number; returns the process's exit code. */
async function runTask(folder: string, index: number): Promise<number> {
  const signal = interruptSignal();
  let outcome: JobOutcome;
  try {
    const { options, jobs } = await readJson(join(folder, "array.json"), arraySchema);
    const job = jobs[index];
    if (!job) throw new Error(`Expected a job ${index} in ${folder}, but found ${jobs.length}`);
    await selectEngine(options);
    outcome = await jobRunner(options)(job, { signal });
  } catch (error) {
    if (signal.aborted) return INTERRUPTED_EXIT_CODE;
    // This machine cannot make it, and others of the array are like it.
    outcome = { state: "failed", reason: (error as Error).message, isUsersMistake: true };
  }
  await writeFileWhole(exitFile(folder, index), JSON.stringify(outcome) + "\n");
  if (outcome.state === "finished") return 0;
  console.error(outcome.reason);
  return 1;
}

if (import.meta.main) {
  const [folder] = Deno.args;
  Deno.exit(await runTask(folder, Number(Deno.env.get("SLURM_ARRAY_TASK_ID"))));
}
