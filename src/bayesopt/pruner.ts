/** Values are minimised; steps count from 1, such as epochs. */
import { z } from "zod";
import type { Trial } from "./trial.ts";

/** How trials are pruned. */
export const prunerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }).strict(),
  z.object({
    kind: z.literal("median"),
    /** Trials that must have ended before any is pruned. */
    startupTrials: z.int().min(1).default(5),
    /** Steps that every trial is given. */
    warmupSteps: z.int().min(0).default(5),
  }).strict(),
  z.object({
    kind: z.literal("hyperband"),
    /** The first rung's steps in the bracket that prunes most. */
    minSteps: z.int().min(1).default(3),
    /** Steps of a whole trial. */
    maxSteps: z.int().min(1),
    /** One in `reduction` trials passes a rung, and the next is `reduction` times as far. */
    reduction: z.int().min(2).default(3),
  }).strict(),
]);

/** See {@link prunerSchema}. */
export type Pruner = z.infer<typeof prunerSchema>;

/**
 * Whether `trial`, which has just reported, should stop. A report that is not a number always
 * says so, where there is a pruner at all.
 */
export function shouldPrune(pruner: Pruner, trial: Trial, trials: readonly Trial[]): boolean {
  const last = trial.reports.at(-1);
  if (!last || pruner.kind === "none") return false;
  if (!Number.isFinite(last.value)) return true;
  const others = trials.filter((other) => other.number !== trial.number);
  return pruner.kind === "median"
    ? belowMedian(pruner, trial, others)
    : failsRung(pruner, trial, others);
}

/** The best finite value among the reports up to `step`; infinite where there is none. */
function bestUpTo(trial: Trial, step: number): number {
  return trial.reports.reduce(
    (best, report) =>
      report.step <= step && Number.isFinite(report.value) ? Math.min(best, report.value) : best,
    Infinity,
  );
}

/**
 * The median rule (Golovin and others 2017, section 3.2): the best so far is worse than the median
 * of what the finished trials had reached at the same step.
 */
function belowMedian(
  { startupTrials, warmupSteps }: Extract<Pruner, { kind: "median" }>,
  trial: Trial,
  others: Trial[],
): boolean {
  const { step } = trial.reports.at(-1)!;
  if (step <= warmupSteps) return false;
  const reached = others
    .filter((other) => other.state === "finished")
    .map((other) => bestUpTo(other, step))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (reached.length < startupTrials) return false;
  const middle = (reached.length - 1) / 2;
  const median = (reached[Math.floor(middle)] + reached[Math.ceil(middle)]) / 2;
  return bestUpTo(trial, step) > median;
}

/** How many brackets Hyperband has: from the one that prunes most to the one that never does. */
function bracketCount({ minSteps, maxSteps, reduction }: Extract<Pruner, { kind: "hyperband" }>) {
  let count = 1;
  for (let rung = minSteps; rung * reduction <= maxSteps; rung *= reduction) count++;
  return count;
}

/**
 * The steps at which a trial's bracket compares its trials. Trials go round the brackets by number;
 * bracket 0's first rung is minSteps, each next bracket's `reduction` times as far.
 */
export function hyperbandRungs(
  pruner: Extract<Pruner, { kind: "hyperband" }>,
  trialNumber: number,
): number[] {
  const bracket = trialNumber % bracketCount(pruner);
  const rungs: number[] = [];
  let rung = pruner.minSteps * pruner.reduction ** bracket;
  for (; rung < pruner.maxSteps; rung *= pruner.reduction) rungs.push(rung);
  return rungs;
}

/**
 * Asynchronous successive halving in Hyperband's brackets (Li and others 2018 and 2020): at a rung
 * a trial goes on if it is among the best 1 / reduction of its bracket's trials that got there; the
 * first to get there, with nothing to compare, goes on too.
 */
function failsRung(
  pruner: Extract<Pruner, { kind: "hyperband" }>,
  trial: Trial,
  others: Trial[],
): boolean {
  const brackets = bracketCount(pruner);
  const { step } = trial.reports.at(-1)!;
  const before = trial.reports.at(-2)?.step ?? 0;
  // A runner may report only every few steps: the rungs are those passed since the last report.
  const passed = hyperbandRungs(pruner, trial.number).filter((rung) =>
    before < rung && rung <= step
  );
  return passed.some((rung) => {
    const rivals = others
      .filter((other) => other.number % brackets === trial.number % brackets)
      .filter((other) => (other.reports.at(-1)?.step ?? 0) >= rung)
      .map((other) => bestUpTo(other, rung));
    const places = Math.max(1, Math.floor((rivals.length + 1) / pruner.reduction));
    const own = bestUpTo(trial, step);
    return rivals.filter((value) => value < own).length >= places;
  });
}
