/** In: why a file that the user named could not be read. Out: one sentence that says so. */
import { UserError } from "./user_error.ts";

/**
 * The user's mistake where reading `path` failed with `error`.
 *
 * @param what was expected there, such as "a WAV or FLAC file"
 *
 * @example
 * ```ts
 * const text = await Deno.readTextFile(path).catch((error) => {
 *   throw unreadableFile(path, error, "a table");
 * });
 * ```
 */
export function unreadableFile(path: string, error: unknown, what = "a file"): UserError {
  // NotADirectory: such as "file.txt/inside".
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    return new UserError(`Expected ${what} at ${path}, but there is none`);
  }
  if (error instanceof Deno.errors.IsADirectory) {
    return new UserError(`Expected ${what} at ${path}, but it is a folder`);
  }
  return new UserError(`Could not read ${path}: ${(error as Error).message}`);
}
