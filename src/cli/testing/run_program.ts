/** In: words of a command line. Out: the program run in a process of its own. */
import { fileURLToPath } from "node:url";

/** What a finished process left. */
export interface ProgramOutput {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Starts the real program with `words`, further environment variables and flags of Deno, all
 * permissions by default; its output is piped.
 */
export function startProgram(
  words: readonly string[],
  variables: Record<string, string> = {},
  flags: readonly string[] = ["-A"],
): Deno.ChildProcess {
  const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", ...flags, main, ...words],
    env: { NO_COLOR: "1", ...variables },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Waits for the process's end. */
export async function outputOf(process: Deno.ChildProcess): Promise<ProgramOutput> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs the real program with `words` to its end. */
export async function runProgram(...words: string[]): Promise<ProgramOutput> {
  return await outputOf(startProgram(words));
}
