/**
 * In: contenders that are set up, and a protocol. Out: each contender's times for one operation,
 * taken in turns within one run: each round gives every contender a turn, in an order rotated
 * from round to round, and never are two busy at once. So a slow spell of the machine meets all.
 */

/** Times of some contenders, by name. */
export interface InterleavedTimes {
  /** Name → round → milliseconds of each step. */
  rounds: Record<string, number[][]>;
  /** Name → why a contender was dropped. */
  failed: Record<string, string>;
}

/** How the turns are taken. */
export interface InterleaveOptions {
  /** Rounds that count. */
  rounds: number;
  /** Steps of a turn that count. */
  steps: number;
  /**
   * Untimed steps at the start of each turn, which bring back the caches' content and the threads
   * that slept while others ran.
   */
  warmUpSteps: number;
  /** Called after each turn with the number of turns done, of (rounds + 1) × contenders. */
  onTurn?: (done: number) => void;
}

/**
 * Runs `operation` of each runner in turns. The first round of all is a warm-up that does not
 * count. A runner that throws is dropped and named in `failed`; the others go on.
 *
 * @param runners name → function that runs so many steps and returns their milliseconds
 */
export async function interleave(
  runners: Record<string, (steps: number) => Promise<number[]>>,
  options: InterleaveOptions,
): Promise<InterleavedTimes> {
  const names = Object.keys(runners);
  const result: InterleavedTimes = { rounds: {}, failed: {} };
  let done = 0;
  for (let round = -1; round < options.rounds; round++) {
    for (const name of rotated(names, round + 1)) {
      if (!(name in result.failed)) {
        try {
          const times = await runners[name](options.warmUpSteps + options.steps);
          if (round >= 0) (result.rounds[name] ??= []).push(times.slice(options.warmUpSteps));
        } catch (error) {
          result.failed[name] = (error as Error).message;
          delete result.rounds[name];
        }
      }
      options.onTurn?.(++done);
    }
  }
  return result;
}

/** The same items, starting at another one. */
export function rotated<T>(items: readonly T[], by: number): T[] {
  const start = items.length ? by % items.length : 0;
  return [...items.slice(start), ...items.slice(0, start)];
}
