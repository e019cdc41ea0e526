/** In: which of how many folds. Out: its name, "2of5", and back. */
import { UserError } from "../../base/user_error.ts";

/** The names of all `count` folds. */
export function foldNames(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${at + 1}of${count}`);
}

/** What {@link foldNames} wrote; throws a UserError for anything else. */
export function parseFoldName(name: string): { index: number; count: number } {
  const [index, count] = (/^(\d+)of(\d+)$/.exec(name)?.slice(1) ?? []).map(Number);
  if (count >= 2 && index >= 1 && index <= count) return { index: index - 1, count };
  throw new UserError(`Expected the fold to be named such as 2of5, but found ${name}`);
}
