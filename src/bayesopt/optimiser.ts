import { UserError } from "../base/user_error.ts";
import { checkSpace, type SpaceInput } from "./space.ts";
import { checkSettings, suggest, type SuggestCache, type SuggestSettings } from "./suggest.ts";
import { expectTrial, hasEnded, incumbent, type Trial } from "./trial.ts";

/** Proposes trials and learns from their values, which it minimises. */
export interface Optimiser {
  /** All trials so far, by number. */
  readonly trials: readonly Trial[];
  /** The next trial to run; several may be proposed before the first gets a value. */
  ask(): Trial;
  /**
   * A trial's value; one that is not finite counts as failed. Throws a UserError for a number that
   * was not proposed, and for a trial that has a value.
   */
  tell(number: number, value: number): void;
  /** The finished trial with the lowest value. */
  best(): Trial | undefined;
}

/**
 * An optimiser over `space`; see {@link SuggestSettings} for the settings and their defaults.
 *
 * @example
 * ```ts
 * const optimiser = createOptimiser([{ kind: "real", name: "x", low: -1, high: 2 }], { seed: 1 });
 * for (let i = 0; i < 20; i++) {
 *   const trial = optimiser.ask();
 *   optimiser.tell(trial.number, (trial.parameters.x as number) ** 2);
 * }
 * ```
 */
export function createOptimiser(
  space: SpaceInput,
  settings: Partial<SuggestSettings> = {},
): Optimiser {
  const checkedSpace = checkSpace(space);
  const checkedSettings = checkSettings(settings);
  const trials: Trial[] = [];
  const cache: SuggestCache = {};
  return {
    trials,
    ask: () => {
      const { parameters, origin } = suggest(checkedSpace, checkedSettings, trials, cache);
      const trial: Trial = {
        number: trials.length,
        parameters,
        origin,
        state: "running",
        reports: [],
        details: {},
        attempts: 1,
        askedAt: new Date().toISOString(),
      };
      trials.push(trial);
      return trial;
    },
    tell: (number, value) => {
      const trial = expectTrial(trials, number);
      if (hasEnded(trial)) {
        throw new UserError(
          `Expected trial ${number} to get a value once, but it has ${trial.state} before`,
        );
      }
      if (!Number.isFinite(value)) {
        Object.assign(trial, { state: "failed", reason: `the value is ${value}` });
      } else Object.assign(trial, { state: "finished", value });
    },
    best: () => incumbent(trials),
  };
}
