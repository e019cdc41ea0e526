/** In: files and what to do with each. Out: what came of each; one failure does not keep the others. */
import { interruptSignal } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";

/** A file that nothing could be done with. */
export interface FileFailure {
  file: string;
  error: string;
}

/**
 * Calls `work` with each file in turn. A UserError stands in the file's place and, among several
 * files, is told on standard error at once; any other error ends the loop, and so does Ctrl-C.
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
      if (files.length > 1) console.error(`error: ${error.message}`);
    }
  }
  return outcomes;
}

/** Throws a UserError that counts the failures among `outcomes`; of a single file, the failure itself. */
export function requireNoFailure(outcomes: readonly unknown[], what: string): void {
  const failures = outcomes.filter((outcome) => "error" in (outcome as object)) as FileFailure[];
  if (failures.length === 0) return;
  if (outcomes.length === 1) throw new UserError(failures[0].error);
  throw new UserError(`${failures.length} of ${outcomes.length} files could not be ${what}`);
}
