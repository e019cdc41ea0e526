/** In: an option's text. Out: its number, a whole one above 0. */
import { InvalidArgumentError } from "commander";

/**
 * A parser for commander's options that count something; commander names the option at fault.
 *
 * @example
 * ```ts
 * program.option("--rounds <count>", "rounds that count", wholeNumberOption, 8);
 * ```
 */
export function wholeNumberOption(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}
