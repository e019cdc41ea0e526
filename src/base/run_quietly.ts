/** In: a program and its arguments. Out: nothing where it succeeds, else the line that tells why. */

/** What became of a program; `failure` is absent where it succeeded. */
export interface QuietRun {
  /** The output's line that most likely says why. */
  failure?: string;
}

/**
 * Runs a program to its end without showing what it prints.
 *
 * @example
 * ```ts
 * const { failure } = await runQuietly("python3", ["-m", "pip", "--version"]);
 * ```
 */
export async function runQuietly(program: string, args: readonly string[]): Promise<QuietRun> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, { args: [...args], stdin: "null" }).output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { failure: `${program} is not installed` };
    throw error;
  }
  if (output.success) return {};
  const decoder = new TextDecoder();
  const text = `${decoder.decode(output.stdout)}\n${decoder.decode(output.stderr)}`;
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const failure = lines.findLast((line) => /^(error|no space|oserror)/i.test(line)) ??
    lines.at(-1) ?? `exit code ${output.code}`;
  return { failure };
}
