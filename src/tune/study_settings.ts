/** In: how a user wants the search to go. Out: the study's settings and pruner. */
import { UserError } from "../base/user_error.ts";
import type { StudyDefinitionInput } from "../bayesopt/journal.ts";

/** Where the next point comes from. */
export const strategies = ["bayesian", "random"] as const;
/** Which trials are stopped as hopeless. */
export const prunerKinds = ["none", "median", "hyperband"] as const;
/** How the points before the first model are spread. */
export const initialDesigns = ["sobol", "lhs", "random"] as const;

/** How the search goes. */
export interface SearchOptions {
  /** "bayesian" by default. */
  strategy?: typeof strategies[number];
  /** "none" by default. */
  pruner?: typeof prunerKinds[number];
  /** "sobol" by default; for the Bayesian strategy. */
  initial?: typeof initialDesigns[number];
  /** 1 by default. */
  seed?: number;
}

/** Random search is a design that never ends: more points than any study has trials. */
const ENDLESS = 10_000;

/**
 * The definition's part that says how to search; `epochs` are the most that a trial may train.
 * Throws UserError where a design is given that the strategy does not use.
 */
export function studySettings(
  { strategy = "bayesian", pruner = "none", initial, seed = 1 }: SearchOptions,
  epochs: number,
): Required<Pick<StudyDefinitionInput, "settings" | "pruner">> {
  if (strategy === "random" && initial !== undefined && initial !== "random") {
    throw new UserError(`Expected no design beside random search, but found ${initial}`);
  }
  const designs = { sobol: "sobol", lhs: "latinHypercube", random: "random" } as const;
  return {
    settings: strategy === "random"
      ? { seed, design: "random", initialPoints: ENDLESS }
      : { seed, design: designs[initial ?? "sobol"] },
    pruner: pruner === "hyperband" ? { kind: pruner, maxSteps: epochs } : { kind: pruner },
  };
}
