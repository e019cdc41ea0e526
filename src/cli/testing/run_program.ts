/** The command line in a process of its own that may do everything. */
import * as program from "../../base/processes.ts";

export { outputOf } from "../../base/processes.ts";

/** Starts it with `words`, further environment variables and flags of Deno; its output is piped. */
export function startProgram(
  words: readonly string[],
  variables: Record<string, string> = {},
  flags: readonly string[] = ["-A"],
): Deno.ChildProcess {
  return program.startProgram(words, variables, flags);
}

/** Runs it with `words` to its end, tables in full width. */
export async function runWideProgram(...words: string[]): Promise<program.ProgramOutput> {
  return await program.outputOf(startProgram(words, { COLUMNS: "240" }));
}

/** Runs it with `words` to its end. */
export async function runProgram(...words: string[]): Promise<program.ProgramOutput> {
  return await program.outputOf(startProgram(words));
}
