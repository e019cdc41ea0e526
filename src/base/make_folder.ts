/** In: the path of a folder. Out: the folder, made where it is missing. */
import { dirname, resolve } from "node:path";
import { UserError } from "./user_error.ts";

/**
 * Makes the folder at `path` and those above it, as far as they are missing. Throws UserError where
 * something that is no folder is in the way.
 *
 * @example
 * ```ts
 * await makeFolder("runs/study/trials");
 * ```
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    // The system says AlreadyExists where `path` itself is taken, NotADirectory where one above is.
    if (error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotADirectory) {
      const found = obstacle(path);
      throw new UserError(
        `Expected a folder at ${path}, but ${found === path ? "it" : found} is none`,
      );
    }
    throw error;
  }
}

/** The first of `path` and what is above it that is there; a broken link counts. */
function obstacle(path: string): string {
  for (let above = path; dirname(resolve(above)) !== resolve(above); above = dirname(above)) {
    try {
      Deno.lstatSync(above);
      return above;
    } catch {
      // Look one higher.
    }
  }
  return path;
}
