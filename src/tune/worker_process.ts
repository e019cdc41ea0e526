/**
 * A local worker's program. Its one argument: the options as JSON; see {@link workerOptionsSchema}.
 */
import { z } from "zod";
import { checkShape, parseJson } from "../base/json.ts";
import { engineNames, selectEngine } from "../engine/select_engine.ts";
import { serveTasks } from "../jobs/serve_tasks.ts";
import { createTrainObjective } from "./train_trial.ts";
import { runInFolder, trialFolder } from "./trial_folder.ts";
import { trialTaskSchema } from "./trial_task.ts";

const workerOptionsSchema = z.object({
  engine: z.enum(engineNames),
  /** Cores that its engine may use. */
  threads: z.int().min(1),
  dataRoot: z.string().optional(),
  /** The study's folder, where trials are kept while they run. */
  study: z.string(),
}).strict();

/** See workerOptionsSchema. */
export type WorkerOptions = z.infer<typeof workerOptionsSchema>;

if (import.meta.main) {
  await serveTasks(async () => {
    const options = parseJson(Deno.args[0] ?? "", workerOptionsSchema, "a worker's options");
    await selectEngine({ ...options, trainsMany: true });
    // Who began the study has been told what is left out.
    const { dataRoot } = options;
    const objective = createTrainObjective({ dataRoot, quiet: true, onNote: () => {} });
    return (data, context) => {
      const task = checkShape(data, trialTaskSchema, "a trial for a worker");
      return runInFolder(trialFolder(options.study, task), objective, task, context);
    };
  });
}
