/** The program of a task of a Slurm array that makes a run. */
import { jobSchema } from "./job.ts";
import { jobRunner } from "./run_job.ts";
import { serveSlurm } from "./serve_slurm.ts";

if (import.meta.main) {
  await serveSlurm(jobSchema, (job, { options, signal }) => jobRunner(options)(job, { signal }));
}
