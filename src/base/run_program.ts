import { fileURLToPath } from "node:url";

/** What a finished process left. */
export interface ProgramOutput {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Starts the command line with `words`, further environment variables and `flags` of Deno, such as
 * its permissions, in a process of its own; its output is piped.
 */
export function startProgram(
  words: readonly string[],
  variables: Record<string, string>,
  flags: readonly string[],
): Deno.ChildProcess {
  const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
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
