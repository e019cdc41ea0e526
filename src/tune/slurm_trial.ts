/** The program of a task of a Slurm array that runs a trial. */
import { progressFile } from "../jobs/run_job.ts";
import { serveSlurm } from "../jobs/serve_slurm.ts";
import { trialProgress } from "./slurm_trials.ts";
import { createTrainObjective } from "./train_trial.ts";
import { runInFolder, trialFolder } from "./trial_folder.ts";
import { type TrialObjective, trialTaskSchema } from "./trial_task.ts";

/** Runs the trial of this process by what `objectiveOf` makes of the folder of the data. */
export async function serveSlurmTrial(
  objectiveOf: (dataRoot: string | undefined) => TrialObjective,
): Promise<never> {
  return await serveSlurm(trialTaskSchema, async (task, context) => {
    const { options: { dataRoot, runsFolder }, folder, index, signal, isUnwanted } = context;
    const progress = progressFile(trialProgress(folder, index));
    await progress.begin();
    return await runInFolder(trialFolder(runsFolder, task), objectiveOf(dataRoot), task, {
      signal,
      report: async (epoch, loss) => {
        await progress.epoch(epoch, loss);
        return isUnwanted();
      },
    });
  });
}

if (import.meta.main) {
  await serveSlurmTrial((dataRoot) => createTrainObjective({ dataRoot, quiet: true }));
}
