/** What a trial is: one configuration tried, and what became of it. */
import { z } from "zod";
import { UserError } from "../base/user_error.ts";
import type { Configuration } from "./space.ts";

/** Checks {@link Details}. */
export const detailsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
/** @internal */
type DetailsShape = z.infer<typeof detailsSchema>;
/** Facts that a trial's runner keeps with it, such as the run's folder or the epochs trained. */
export type Details = DetailsShape;

/**
 * asked: proposed, no worker has begun; running: a worker has begun; finished: has a value;
 * failed: ended without one (crash, NaN, out of memory); pruned: stopped as hopeless.
 */
export type TrialState = "asked" | "running" | "finished" | "failed" | "pruned";

/** Where a trial's configuration came from. */
export type TrialOrigin = "design" | "model" | "imported";

/** One trial of a study. Values are minimised. */
export interface Trial {
  /** 0, 1, 2, … in the order of asking. */
  number: number;
  /** A value for each dimension of the space. */
  parameters: Configuration;
  /** Which part of the search proposed it. */
  origin: TrialOrigin;
  /** Whether it waits, runs, or how it ended. */
  state: TrialState;
  /** The objective; only where the state is "finished". */
  value?: number;
  /** Intermediate values in the order of their steps (such as epochs, from 1). */
  reports: { step: number; value: number }[];
  /** Why it failed. */
  reason?: string;
  /** What the objective wants kept beside the value. */
  details: Details;
  /** The worker that runs or ran it. */
  worker?: string;
  /** How many times a worker has begun it. */
  attempts: number;
  /** Times as ISO 8601 in UTC. */
  askedAt: string;
  /** Missing until a worker took it. */
  startedAt?: string;
  /** Missing until it ended. */
  endedAt?: string;
}

/** The trial of that number. Throws a UserError where none was asked. */
export function expectTrial(trials: readonly Trial[], number: number): Trial {
  const trial = trials[number];
  if (!trial) throw new UserError(`Expected a trial below ${trials.length}, but found ${number}`);
  return trial;
}

/** Whether the trial has come to an end, one way or another. */
export function hasEnded(trial: Trial): boolean {
  return trial.state === "finished" || trial.state === "failed" || trial.state === "pruned";
}

/** The finished trial with the lowest value, the earliest of equals; undefined where none is. */
export function incumbent(trials: readonly Trial[]): Trial | undefined {
  let best: Trial | undefined;
  for (const trial of trials) {
    if (trial.state !== "finished") continue;
    if (best === undefined || trial.value! < best.value!) best = trial;
  }
  return best;
}
