/** What a worker is given and gives back: plain JSON, checked on arrival. */
import { z } from "zod";
import { configurationSchema } from "../bayesopt/space.ts";
import { detailsSchema } from "../bayesopt/trial.ts";
import { tuningSubjectSchema } from "./tuning_subject.ts";

/** One trial to run. */
export const trialTaskSchema = z.object({
  /** The trial's number in its study. */
  number: z.int().min(0),
  /** The point of the search space. */
  parameters: configurationSchema,
  subject: tuningSubjectSchema,
}).strict();

/** See {@link trialTaskSchema}. */
export type TrialTask = z.infer<typeof trialTaskSchema>;

/** How a trial ended. */
export const trialOutcomeSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("finished"), value: z.number(), details: detailsSchema }),
  z.object({ state: z.literal("failed"), reason: z.string(), details: detailsSchema }),
  z.object({ state: z.literal("pruned"), details: detailsSchema }),
]);

/** See {@link trialOutcomeSchema}. */
export type TrialOutcome = z.infer<typeof trialOutcomeSchema>;

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
