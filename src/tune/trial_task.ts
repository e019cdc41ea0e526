/** What a worker is given and gives back: plain JSON, checked on arrival. */
import { z } from "zod";
import { configurationSchema } from "../bayesopt/space.ts";
import { detailsSchema } from "../bayesopt/trial.ts";
import { tuningSubjectSchema } from "./tuning_subject.ts";

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
}

/**
 * Runs a trial. It resolves to a failed outcome for what the point itself brought about (NaN, no
 * memory) and rejects with a UserError where the worker cannot run any trial, such as without data.
 */
export type TrialObjective = (task: TrialTask, context: TrialContext) => Promise<TrialOutcome>;
