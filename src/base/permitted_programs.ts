/**
 * Out: the programs that tasks may start. They are named by their paths: Deno resolves a name by
 * PATH, where under npx "deno" is a wrapper and not what runs, and it complains about names that
 * are not there.
 */
import { cacheFolder } from "./files.ts";
import { programOnPath } from "./processes.ts";
import { environmentIn } from "./python.ts";

/**
 * Looked for on PATH: pip's and venv's Python, the commit's git, the graphics processors' tool, and
 * what reads the kernel's files (see readSystemFile).
 */
const NAMES = ["python3", "python", "git", "nvidia-smi", "cat"];

/** The folder of the environment in which `bench peers speech` runs. */
export function speechPeersFolder(): string {
  return cacheFolder("speech-peers");
}

/** The folder of the environment in which the peers of `bench tuning --peers` run. */
export function tuningPeersFolder(): string {
  return cacheFolder("tuning-peers");
}

/**
 * Deno itself, those of {@link NAMES} and of `further` that are on PATH, the peers'
 * Pythons in the cache folder whether they are there yet or not, and `DUYGU_PYTHON`.
 */
export function permittedPrograms(further: readonly string[] = []): string[] {
  const named = Deno.env.get("DUYGU_PYTHON");
  return [
    Deno.execPath(),
    ...[...NAMES, ...further].flatMap((name) => programOnPath(name) ?? []),
    environmentIn(cacheFolder("peers")).python,
    environmentIn(speechPeersFolder()).python,
    environmentIn(tuningPeersFolder()).python,
    ...named ? [named] : [],
  ];
}
