/** What a worker is given and gives back: plain JSON, checked on arrival. */
import { z } from "zod";
import { sha256 } from "../base/files.ts";
import { counted } from "../base/terminal.ts";
import { configurationSchema } from "../bayesopt/space.ts";
import { type Details, detailsSchema } from "../bayesopt/trial.ts";
import { hashedJson, runConfigSchema } from "../train/run_config.ts";

/** Sent to workers with each trial, so checked like all that comes from outside. */
const tuningSubjectSchema = z.object({
  /** The run that trials vary: corpus, protocol, fold, seed, features, callbacks. */
  config: runConfigSchema,
  /** The corpus's data hash: a worker with other data must not take part. */
  data: z.string(),
  /** No trial trains more epochs, whatever it proposes; null for no such limit. */
  epochsLimit: z.int().min(1).nullable(),
  /** A trial ends after so many seconds with its best epoch so far; null for no such limit. */
  trialSeconds: z.number().positive().nullable(),
  /** What computes: others' numbers differ. Studies begun before this was kept have none. */
  engine: z.object({ engine: z.string(), version: z.string() }).optional(),
}).strict();

/** See {@link tuningSubjectSchema}. */
export type TuningSubject = z.infer<typeof tuningSubjectSchema>;

/** What a trial's value is, for tables and pictures. */
export const OBJECTIVE = "validation loss";

/** The subject as the journal's head keeps it; a study goes on only with an equal one. */
export function subjectDetails(
  { config, data, epochsLimit, trialSeconds, engine }: TuningSubject,
): Details {
  return {
    objective: OBJECTIVE,
    corpus: config.corpus,
    protocol: config.protocol,
    fold: config.fold,
    seed: config.seed,
    epochsLimit: epochsLimit ?? "none",
    trialSeconds: trialSeconds ?? "none",
    data,
    config: sha256(hashedJson(config)),
    ...(engine ? { engine: `${engine.engine} ${engine.version}` } : {}),
  };
}

/** In which ways trials were shorter than the paper's; undefined where in none. */
export function limitsText({ epochsLimit, trialSeconds }: TuningSubject): string | undefined {
  const limits = [
    ...(epochsLimit === null ? [] : [counted(epochsLimit, "epoch")]),
    ...(trialSeconds === null ? [] : [`${trialSeconds} s`]),
  ];
  return limits.length === 0 ? undefined : `REDUCED: at most ${limits.join(" and ")} a trial`;
}

/** Checks {@link TrialTask}. */
export const trialTaskSchema = z.object({
  /** The trial's number in its study. */
  number: z.int().min(0),
  /** The point of the search space. */
  parameters: configurationSchema,
  subject: tuningSubjectSchema,
}).strict();

/** @internal */
type TrialTaskShape = z.infer<typeof trialTaskSchema>;
/** One trial to run. */
export type TrialTask = TrialTaskShape;

/** Checks {@link TrialOutcome}. */
export const trialOutcomeSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("finished"), value: z.number(), details: detailsSchema }),
  z.object({ state: z.literal("failed"), reason: z.string(), details: detailsSchema }),
  z.object({ state: z.literal("pruned"), details: detailsSchema }),
]);

/** What the queue holds of a job that was run, or that a worker could not run. */
export const queueOutcomeSchema = z.discriminatedUnion("state", [
  ...trialOutcomeSchema.options,
  /** This worker cannot run the study's trials, such as without its data; another one may. */
  z.object({ state: z.literal("unable"), reason: z.string(), details: detailsSchema }),
]);

/** @internal */
type TrialOutcomeShape = z.infer<typeof trialOutcomeSchema>;
/** How a trial ended. */
export type TrialOutcome = TrialOutcomeShape;

/** What a running trial may call. */
export interface TrialContext {
  /** Tells an epoch's value; true says that the trial is hopeless and shall end as pruned. */
  report(step: number, value: number): Promise<boolean>;
  /** Aborts where nobody wants the outcome any more. */
  signal: AbortSignal;
  /**
   * Where the training is kept while it runs: the same trial goes on there after its last epoch, and
   * tells the epochs before again. Without one nothing is kept.
   */
  folder?: string;
  /** Called when the folder has the state after an epoch. */
  onCheckpoint?(): void;
}

/**
 * Runs a trial. It resolves to a failed outcome for what the point itself brought about (NaN, no
 * memory) and rejects with a UserError where the worker cannot run any trial, such as without data.
 */
export type TrialObjective = (task: TrialTask, context: TrialContext) => Promise<TrialOutcome>;

// What runs a study's trials, wherever that is.

/** What an executor tells while a trial runs. */
export interface TrialHooks {
  /** An epoch's value; true says that the trial shall end as pruned. */
  report(step: number, value: number): Promise<boolean>;
  /** The trial's worker died; the trial runs again from its beginning. */
  restarted(): Promise<void>;
}

/** Runs trials in other processes. */
export interface TrialExecutor {
  /** How many trials it runs at once. */
  readonly slots: number;
  /**
   * Runs one trial, again where its worker dies, and resolves to its one outcome. Rejects where no
   * trial can be run, and once stopped.
   */
  run(task: TrialTask, hooks: TrialHooks): Promise<TrialOutcome>;
  /** Ends running trials; whoever waits for one is rejected. */
  stop(): Promise<void>;
}
