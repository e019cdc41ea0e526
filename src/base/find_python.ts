/** Out: the name under which Python 3 can be run, where it has what is needed. */
import { runQuietly } from "./run_quietly.ts";

/** The first of `names` that runs `module` (`python3 -m pip --version`); undefined where none does. */
export async function findPython(
  module: "pip" | "venv",
  names: readonly string[] = ["python3", "python"],
): Promise<string | undefined> {
  // venv knows no --version.
  const question = module === "pip" ? "--version" : "--help";
  for (const name of names) {
    if ((await runQuietly(name, ["-m", module, question])).failure === undefined) return name;
  }
  return undefined;
}
