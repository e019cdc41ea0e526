/** In: an option's text. Out: its number; the range is checked where the value is used. */
import { UserError } from "../base/user_error.ts";

/**
 * A parser for commander's options that take a number. It throws UserError, naming `flag`.
 *
 * @example
 * ```ts
 * program.option("--epochs <count>", "at most so many", numberOption("--epochs"));
 * ```
 */
export function numberOption(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value;
    throw new UserError(`Expected ${flag} to be a number, but found "${text}"`);
  };
}
