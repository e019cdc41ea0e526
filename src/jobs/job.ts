/**
 * A job: a run's configuration and the hash of its data. Its outcome is the run's folder, the same
 * to the bit wherever it ran: an executor gives it to processes of this machine, to workers of a
 * queue or to Slurm, and the folder is there when it has finished.
 */
import { z } from "zod";
import { sha256 } from "../base/files.ts";
import { UserError } from "../base/user_error.ts";
import { type EngineDescription, engineNames } from "../engine/select_engine.ts";
import { PSEUDO_LABELS } from "../train/pseudo_labels.ts";
import { hashedJson, type RunConfig, runConfigSchema, runName } from "../train/run_config.ts";
import { codeSchema, type CodeVersion } from "./code_version.ts";

/** Sent to other processes, so checked like all that comes from outside. */
export const jobSchema = z.object({
  version: z.literal(1),
  config: runConfigSchema,
  /** The corpus's data hash: who has other data must not make this run. */
  data: z.string().min(1),
  /** What computes. The number of threads divides sums, and so decides on the last bits. */
  engine: z.object({
    engine: z.enum(engineNames).exclude(["auto"]),
    version: z.string(),
    threads: z.int().min(1),
  }),
  code: codeSchema,
  /** Files that the run's folder holds when it begins: their names and texts. */
  inputs: z.partialRecord(z.enum([PSEUDO_LABELS]), z.string()).optional(),
});

/** See {@link jobSchema}. */
export type Job = z.infer<typeof jobSchema>;

/** What a job is made of beside its configuration. */
export interface JobSurroundings {
  data: string;
  engine: Pick<EngineDescription, "engine" | "version" | "threads">;
  code: CodeVersion;
  inputs?: Job["inputs"];
}

/** The job of `config`. Throws UserError where a run needs more than a configuration. */
export function makeJob(
  config: RunConfig,
  { data, engine: { engine, version, threads }, code, inputs }: JobSurroundings,
): Job {
  if (config.pretrained !== undefined) {
    throw new UserError(
      `Expected the run ${runName(config)} to be there, for it begins with weights of a file; ` +
        "`duygu train --weights` makes it",
    );
  }
  return {
    version: 1,
    config,
    data,
    engine: { engine, version, threads },
    code,
    ...(inputs ? { inputs } : {}),
  };
}

/** The same for whoever asks for this run of these data. */
export function jobHash({ config, data }: Pick<Job, "config" | "data">): string {
  return sha256(JSON.stringify([hashedJson(config), data]));
}

/** How a job ended. */
export const jobOutcomeSchema = z.discriminatedUnion("state", [
  /** The run's folder is there; `notes` are what the user should know of its data. */
  z.object({ state: z.literal("finished"), notes: z.array(z.string()).optional() }),
  /** It would end so again: its loss is no number, its data are too few. */
  z.object({ state: z.literal("failed"), reason: z.string(), isUsersMistake: z.boolean() }),
]);

/** See {@link jobOutcomeSchema}. */
export type JobOutcome = z.infer<typeof jobOutcomeSchema>;

/** What an executor tells while a job runs. */
export interface JobHooks {
  /** A worker has begun it, or begun it again: the `attempt`-th time, from 1. */
  begun(worker: string, attempt: number): void;
  /** It waits again, after its worker has gone. */
  waits?(): void;
  /** An epoch is done, with this validation loss. */
  epoch(epoch: number, validationLoss: number): void;
}

/** Runs jobs somewhere. */
export interface JobExecutor {
  /** How many it runs at once; null where that is decided elsewhere. */
  readonly slots: number | null;
  /**
   * Runs one job, again where its worker dies, and resolves once its folder is in the folder of the
   * runs; many are given to it at once. Rejects with UserError where no job can be run, and once
   * stopped.
   */
  run(job: Job, hooks: JobHooks): Promise<JobOutcome>;
  /**
   * Ends what it runs itself; whoever waits is rejected. What runs elsewhere goes on, unless
   * `cancel` is true.
   */
  stop(cancel?: boolean): Promise<void>;
}

/** A job whose workers died so many times is set aside: it may be what kills them. */
export const MAX_ATTEMPTS = 3;
