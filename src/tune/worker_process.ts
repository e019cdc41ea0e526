/**
 * A local worker's program. Its one argument: the options as JSON; see {@link workerOptionsSchema}.
 */
import { z } from "zod";
import { parseJson } from "../base/json.ts";
import { engineNames, selectEngine } from "../engine/select_engine.ts";
import { serveTrials } from "./serve_trials.ts";
import { createTrainObjective } from "./train_trial.ts";

const workerOptionsSchema = z.object({
  engine: z.enum(engineNames),
  /** Cores that its engine may use. */
  threads: z.int().min(1),
  dataRoot: z.string().optional(),
}).strict();

/** See workerOptionsSchema. */
export type WorkerOptions = z.infer<typeof workerOptionsSchema>;

if (import.meta.main) {
  await serveTrials(async () => {
    const options = parseJson(Deno.args[0] ?? "", workerOptionsSchema, "a worker's options");
    const { engine, version, threads } = await selectEngine(options);
    return {
      objective: createTrainObjective({ dataRoot: options.dataRoot, quiet: true }),
      details: { engine, version, threads },
    };
  });
}
