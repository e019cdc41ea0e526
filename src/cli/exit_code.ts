/** In: what a command threw. Out: one sentence on standard error and the program's exit code. */
import { CommanderError } from "commander";
import { INTERRUPTED_EXIT_CODE, InterruptedError } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";

/** The program did what it was asked to do. */
export const SUCCESS = 0;
/** Something failed that the user did not cause. */
const FAILURE = 1;
/** The user's mistake: a wrong flag, a missing file, broken data. */
export const USER_MISTAKE = 2;

/** What JavaScript, and the system, say where memory cannot be had. */
function isOutOfMemory(error: unknown): error is Error {
  return error instanceof Error &&
    (/allocation failed/i.test(error.message) || /os error 12\b/.test(error.message));
}

/**
 * Prints an error as one sentence, with its stack only where `debug` is true.
 *
 * @returns the exit code: 2 for a user's mistake, 1 for a failure, 130 for Ctrl-C, 0 where
 * commander only left early, having printed help or the version
 */
export function reportError(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has printed its own message by now.
    return error.exitCode === 0 ? SUCCESS : USER_MISTAKE;
  }
  if (error instanceof InterruptedError) return INTERRUPTED_EXIT_CODE;
  if (error instanceof Deno.errors.NotCapable) {
    console.error(
      `error: This task is not permitted to do that (${error.message}). Run \`deno task doctor\` ` +
        "once, which fetches what is needed; `deno task duygu` may do more, and " +
        "`deno run -A main.ts` everything",
    );
    return USER_MISTAKE;
  }
  const isUsers = error instanceof UserError;
  const message = isOutOfMemory(error)
    ? `There is not enough memory (${error.message}); give the process more (ulimit -v), or give it ` +
      "less to do, such as smaller batches"
    : error instanceof Error
    ? error.message || error.name
    : String(error);
  if (debug) console.error(Deno.inspect(error));
  else if (isUsers) console.error(`error: ${message}`);
  else console.error(`error: ${message}\n(--debug prints where it happened)`);
  return isUsers ? USER_MISTAKE : FAILURE;
}
