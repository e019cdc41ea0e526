/**
 * The side of a task of a Slurm array. Its program's one argument is the folder of the array; its
 * number is in the environment. A task that is told to stop, by a preemption or a time limit, saves
 * where it stands and leaves no exit file: it goes on when it is started again.
 */
import { join } from "node:path";
import type { z } from "zod";
import { pathExists, writeFileWhole } from "../base/files.ts";
import { INTERRUPTED_EXIT_CODE, interruptSignal } from "../base/interrupt_signal.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { selectEngine } from "../engine/select_engine.ts";
import { type ArrayOptions, arraySchema, endFile, exitFile, type Unable } from "./slurm_array.ts";

/** What a running task may look at. */
export interface SlurmContext {
  options: ArrayOptions;
  /** The folder of the array, and the task's number in it. */
  folder: string;
  index: number;
  /** Aborts to save and stop. */
  signal: AbortSignal;
  /** Whether nobody wants further epochs. */
  isUnwanted(): boolean;
}

/**
 * Runs the task of this process, writes its exit file and ends the process: with 0 where there is
 * an outcome that is not failed. Where `run` rejects, this machine cannot run it.
 */
export async function serveSlurm<Task, Outcome extends { state: string; reason?: string }>(
  tasks: z.ZodType<Task>,
  run: (task: Task, context: SlurmContext) => Promise<Outcome>,
): Promise<never> {
  const [folder] = Deno.args;
  const index = Number(Deno.env.get("SLURM_ARRAY_TASK_ID"));
  const signal = interruptSignal();
  let outcome: Outcome | Unable;
  try {
    const { options, jobs } = await readJson(join(folder, "array.json"), arraySchema(tasks));
    const task = jobs[index];
    if (task === undefined) {
      throw new Error(`Expected a task ${index} in ${folder}, but found ${jobs.length}`);
    }
    await selectEngine(options);
    const isUnwanted = () => pathExists(endFile(folder, index));
    outcome = await run(task, { options, folder, index, signal, isUnwanted });
  } catch (error) {
    if (signal.aborted) Deno.exit(INTERRUPTED_EXIT_CODE);
    const { message: reason } = error as Error;
    outcome = { state: "unable", reason, isUsersMistake: error instanceof UserError };
  }
  await writeFileWhole(exitFile(folder, index), JSON.stringify(outcome) + "\n");
  if (outcome.reason !== undefined) console.error(outcome.reason);
  Deno.exit(outcome.state === "failed" || outcome.state === "unable" ? 1 : 0);
}
