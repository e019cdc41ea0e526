/** Where jobs run: `--on`. */
import type { EngineDescription } from "../engine/select_engine.ts";
import { UserError } from "../base/user_error.ts";
import type { JobExecutor } from "./job.ts";

/** What `--on` says. */
export type ExecutorChoice =
  /** Null: as many at once as find cores and memory, each with all threads. */
  | { kind: "local"; count: number | null }
  | { kind: "queue"; url: string }
  | { kind: "slurm" };

/** Parses `--on`. Throws UserError. */
export function executorChoice(text: string): ExecutorChoice {
  const [, kind, rest] = /^(\w+)(?::(.*))?$/s.exec(text) ?? [];
  if (kind === "local" && rest === undefined) return { kind, count: null };
  if (kind === "local" && /^[1-9]\d{0,3}$/.test(rest)) return { kind, count: Number(rest) };
  if (kind === "slurm" && rest === undefined) return { kind };
  if (kind === "queue" && /^postgres(ql)?:\/\//.test(rest ?? "")) return { kind, url: rest };
  throw new UserError(
    "Expected --on to be local, local:N with so many at once, slurm, or " +
      "queue:postgres://user@host/database, but found " +
      (kind === "queue" ? "queue: with another address" : `"${text}"`),
  );
}

/** What executors are made from. */
export interface ExecutorOptions {
  on: ExecutorChoice;
  engine: Pick<EngineDescription, "engine" | "version" | "threads">;
  runsFolder: string;
  dataRoot?: string;
  /** Further options of sbatch. */
  slurm?: string;
  /** At most so many jobs of one array at once on Slurm. */
  throttle?: number;
  log: (line: string) => void;
}

/** The executor; its code is loaded only where it is chosen. */
export async function openExecutor({ on, ...options }: ExecutorOptions): Promise<JobExecutor> {
  switch (on.kind) {
    case "local": {
      const { localJobs } = await import("./local_jobs.ts");
      return localJobs({ ...options, count: on.count });
    }
    case "queue": {
      const { queueJobs } = await import("./queue_jobs.ts");
      return await queueJobs({ ...options, url: on.url });
    }
    case "slurm": {
      const { slurmJobs } = await import("./slurm_jobs.ts");
      return slurmJobs(options);
    }
  }
}

/** The threads of one job's engine: the cores are shared out to so many jobs at once. */
export function threadsEach(on: ExecutorChoice): number {
  const count = on.kind === "local" ? on.count ?? 1 : 1;
  return Math.max(1, Math.floor(navigator.hardwareConcurrency / count));
}
