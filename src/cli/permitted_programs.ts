/**
 * Out: the programs that tasks may start, as a flag of Deno. The tasks in deno.json ask for it:
 * Deno resolves a name by PATH, where under npx "deno" is a wrapper and not what runs, and it
 * complains about names that are not there.
 */
import { delimiter, join } from "node:path";
import { cacheFolder } from "../base/cache_folder.ts";
import { pathExists } from "../base/path_exists.ts";
import { environmentIn } from "../base/provision_python.ts";
import { jupyterPrograms } from "../notebook/provision_jupyter.ts";

/**
 * Looked for on PATH: pip's and venv's Python, the commit's git, the graphics processors' tool, and
 * what reads the kernel's files (see readSystemFile).
 */
const NAMES = ["python3", "python", "git", "nvidia-smi", "cat"];

/**
 * Deno itself, those of {@link NAMES} and of `further` that are on PATH, the Pythons and JupyterLab in
 * the cache folder whether they are there yet or not, and `DUYGU_PYTHON`.
 */
export function permittedPrograms(further: readonly string[] = []): string[] {
  const named = Deno.env.get("DUYGU_PYTHON");
  return [
    Deno.execPath(),
    ...[...NAMES, ...further].flatMap((name) => programOnPath(name) ?? []),
    environmentIn(cacheFolder("peers")).python,
    ...jupyterPrograms(),
    ...named ? [named] : [],
  ];
}

/** The first file of this name in the folders of PATH. */
function programOnPath(name: string): string | undefined {
  const file = Deno.build.os === "windows" ? `${name}.exe` : name;
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, file)).find(pathExists);
}

/**
 * The flag. Where variables such as LD_LIBRARY_PATH say what a program loads, Deno starts none that
 * it was only given by name; the flag then names none.
 */
export function permittedProgramsFlag(
  further: readonly string[] = [],
  variables: Record<string, string> = Deno.env.toObject(),
): string {
  const loading = /^(LD|DYLD)_/;
  const isSet = Object.entries(variables).some(([name, value]) => loading.test(name) && value);
  return isSet ? "--allow-run" : `--allow-run=${permittedPrograms(further).join(",")}`;
}

if (import.meta.main) console.log(permittedProgramsFlag(Deno.args));
