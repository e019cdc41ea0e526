import type { EngineDescription } from "../engine/select_engine.ts";
import { coreShares } from "./core_shares.ts";
import { type Job, type JobExecutor, type JobOutcome, jobOutcomeSchema } from "./job.ts";
import { jobProgram } from "./job_process.ts";
import { runName } from "../train/run_config.ts";
import { workerPool } from "./worker_pool.ts";

/** How jobs run on this machine. */
interface LocalJobsOptions {
  /** Processes; null for as many as find cores and memory. */
  count: number | null;
  engine: Pick<EngineDescription, "engine" | "threads">;
  runsFolder: string;
  dataRoot?: string;
  /** Told what workers say on standard error, each sentence once, and that one died. */
  log?: (line: string) => void;
}

/** Runs jobs in processes of this machine; a job goes on where a killed one had come to. */
export function localJobs(
  { count, engine: { engine, threads }, runsFolder, dataRoot, log }: LocalJobsOptions,
): JobExecutor {
  const pool = workerPool<Job, JobOutcome>({
    ...{ count: count ?? coreShares(), log },
    program: jobProgram({ engine, threads, runsFolder, dataRoot }),
    outcomes: jobOutcomeSchema,
    nameOf: ({ config }) => runName(config),
    kindOf: ({ config: { corpus, network } }) => JSON.stringify([corpus, network]),
    givenUp: (reason) => ({ state: "failed", reason, isUsersMistake: false }),
  });
  return {
    slots: count,
    run: (job, hooks) => {
      let attempt = 1;
      const name = (pid: number) => `process ${pid}`;
      return pool.run(job, {
        begun: (pid) => hooks.begun(name(pid), attempt),
        restarted: (pid) => hooks.begun(name(pid), ++attempt),
        report: (epoch, loss) => {
          hooks.epoch(epoch, loss);
          return false;
        },
      });
    },
    stop: () => pool.stop(),
  };
}
