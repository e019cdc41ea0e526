/** In: a path. Out: whether something is there. */

/**
 * Whether a file, a folder or anything else is at `path`; a broken link is nothing.
 * Throws where the system cannot tell, such as in a folder that may not be searched.
 *
 * @example
 * ```ts
 * if (!pathExists("results/summary.json")) console.log("nothing measured yet");
 * ```
 */
export function pathExists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound ||
      // Such as "file.txt/inside".
      error instanceof Deno.errors.NotADirectory;
    if (isMissing) return false;
    throw error;
  }
}
