/** Tests only. The program of a task of a Slurm array, with the cheap objective. */
import { serveSlurmTrial } from "../slurm_trial.ts";
import { cheapObjective } from "./cheap_objective.ts";

await serveSlurmTrial(() => cheapObjective);
