/**
 * The program of a process of this machine that runs jobs. Its one argument: the options as JSON;
 * see {@link jobProcessSchema}.
 */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { checkShape, parseJson } from "../base/json.ts";
import { permittedPrograms } from "../base/permitted_programs.ts";
import { engineNames, selectEngine } from "../engine/select_engine.ts";
import { jobSchema } from "./job.ts";
import { jobRunner } from "./run_job.ts";
import { serveTasks } from "./serve_tasks.ts";
import type { WorkerProgram } from "./worker_pool.ts";

const jobProcessSchema = z.object({
  engine: z.enum(engineNames),
  /** Cores that its engine may use. */
  threads: z.int().min(1),
  runsFolder: z.string(),
  dataRoot: z.string().optional(),
}).strict();

/** See {@link jobProcessSchema}. */
export type JobProcessOptions = z.infer<typeof jobProcessSchema>;

/** The program with its options; it asks git for the commit, as any run does. */
export function jobProgram(options: JobProcessOptions): WorkerProgram {
  return {
    script: fileURLToPath(import.meta.url),
    arguments: [JSON.stringify(options)],
    programs: permittedPrograms(),
  };
}

if (import.meta.main) {
  await serveTasks(async () => {
    const options = parseJson(Deno.args[0] ?? "", jobProcessSchema, "a worker's options");
    await selectEngine({ ...options, trainsMany: true });
    const run = jobRunner(options);
    return (task, { report, signal }) =>
      run(checkShape(task, jobSchema, "a job for a worker"), {
        signal,
        onEpoch: async ({ epoch, validationLoss }) => void await report(epoch, validationLoss),
      });
  });
}
