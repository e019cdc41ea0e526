/** In: files and what to do with each. Out: what came of each; one failure does not keep the others. */
import { interruptSignal } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";

/** A file that nothing could be done with. */
export interface FileFailure {
  file: string;
  error: string;
}

/**
 * Calls `work` with each file in turn. A UserError is told on standard error at once and stands in
 * the file's place; any other error ends the loop, and so does Ctrl-C.
 */
export async function eachFile<Result>(
  files: readonly string[],
  work: (file: string, index: number) => Promise<Result>,
): Promise<(Result | FileFailure)[]> {
  const signal = interruptSignal();
  const outcomes: (Result | FileFailure)[] = [];
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    try {
      outcomes.push(await work(file, index));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      outcomes.push({ file, error: error.message });
      console.error(`error: ${error.message}`);
    }
  }
  return outcomes;
}

/** Throws a UserError that counts the failures among `outcomes`, if there are any. */
export function requireNoFailure(outcomes: readonly unknown[], what: string): void {
  const failed = outcomes.filter((outcome) => "error" in (outcome as object)).length;
  if (failed) throw new UserError(`${failed} of ${outcomes.length} files could not be ${what}`);
}
