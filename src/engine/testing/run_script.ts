/** The JSON that a script prints in a process of its own. */
import { fileURLToPath } from "node:url";

/** Runs the script at `url` with this Deno. Throws with what it said where it fails. */
export async function runScript(url: URL, ...scriptArguments: string[]): Promise<unknown> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", fileURLToPath(url), ...scriptArguments],
    stdin: "null",
  });
  const { success, code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${url} ended with ${code}: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout).trim().split("\n").at(-1) as string);
}
