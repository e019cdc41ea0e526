/** What a study tunes: everything beside the proposed parameters that determines a trial's value. */
import { z } from "zod";
import { sha256 } from "../base/files.ts";
import type { Details } from "../bayesopt/trial.ts";
import { runConfigSchema } from "../train/run_config.ts";

/** Sent to workers with each trial, so checked like all that comes from outside. */
export const tuningSubjectSchema = z.object({
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
    config: sha256(JSON.stringify(config)),
    ...(engine ? { engine: `${engine.engine} ${engine.version}` } : {}),
  };
}

/** In which ways trials were shorter than the paper's; undefined where in none. */
export function limitsText({ epochsLimit, trialSeconds }: TuningSubject): string | undefined {
  const limits = [
    ...(epochsLimit === null ? [] : [`${epochsLimit} epochs`]),
    ...(trialSeconds === null ? [] : [`${trialSeconds} s`]),
  ];
  return limits.length === 0 ? undefined : `REDUCED: at most ${limits.join(" and ")} a trial`;
}
