/** A file that a command reads or has written, gone or cut short, and put back afterwards. */
import { basename, dirname, join } from "node:path";
import { pathExists } from "../../../src/base/files.ts";
import type { Random } from "../../../src/base/random.ts";
import { outputOf, type ProgramOutput } from "../../../src/base/processes.ts";
import type { Scene } from "../injected_command.ts";
import { listFilesBelow } from "../list_files_below.ts";
import { killAfter, losses, lossesAtEnd, start, unclearError } from "../run_injected.ts";
import { type FaultCase, noObstacle } from "./fault_case.ts";

/** A file as it was before. */
interface SavedFile {
  path: string;
  content: Uint8Array;
  /** Whether the command reads it and has not written it. */
  isSource: boolean;
}

/** Files that are there only while the command runs: half-written ones, locks, import's copies. */
const PASSING = /\.tmp-|run\.lock$|\.workers|\.import-/;

/** A random file of the command; undefined where it has none yet. */
function saveOne({ command, folder }: Scene, out: string, random: Random): SavedFile | undefined {
  const written = listFilesBelow(out).filter((path) => !PASSING.test(path))
    .map((path) => join(out, path));
  const sources = command.sources(folder);
  const isSource = written.length === 0 || random.uniform() < 0.3;
  const from = isSource ? sources : written;
  if (from.length === 0) return undefined;
  const path = random.pick(from);
  try {
    return { path, content: Deno.readFileSync(path), isSource };
  } catch {
    return undefined; // The command itself has just removed it.
  }
}

/** Puts the file back, runs the command to its end and tells what was lost. */
async function restoreAndGoOn(
  scene: Scene,
  out: string,
  file: SavedFile,
  kept: string[],
): Promise<string[]> {
  await Deno.mkdir(dirname(file.path), { recursive: true });
  await Deno.writeFile(file.path, file.content);
  if (!file.isSource) return await lossesAtEnd(scene, out, kept);
  // What was made of other sources than these is refused, and made anew elsewhere.
  const output = await outputOf(start(scene, out));
  if (output.code === 0) return await losses(scene, out, kept);
  const unclear = unclearError(output);
  await Deno.remove(out, { recursive: true });
  const lost = await lossesAtEnd(scene, out, []);
  return unclear === null ? lost : [unclear, ...lost];
}

/** What is wrong with how the command took the damage to `file`. */
function unclearAbout(output: ProgramOutput, { path }: SavedFile): string[] {
  const unclear = unclearError(output);
  return unclear === null ? [] : [`${basename(path)}: ${unclear}`];
}

/** A file is removed while the command runs. */
export const removedFile: FaultCase = {
  name: "removed file",
  obstacle: noObstacle,
  attempt: async (scene, out, random) => {
    const process = start(scene, out);
    const output = outputOf(process);
    await new Promise((done) => setTimeout(done, scene.durationMs * random.uniform()));
    const file = saveOne(scene, out, random);
    if (file === undefined) {
      await output;
      return await lossesAtEnd(scene, out, []);
    }
    const kept = file.isSource ? [] : await scene.command.finished(out).catch(() => []);
    await Deno.remove(file.path).catch(() => {});
    const unclear = unclearAbout(await output, file);
    // The command may have written it anew, and farther.
    const isBack = pathExists(file.path);
    const lost = isBack && !file.isSource
      ? await lossesAtEnd(scene, out, kept)
      : await restoreAndGoOn(scene, out, file, kept);
    return [...unclear, ...lost.map((loss) => `${basename(file.path)}: ${loss}`)];
  },
};

/** A file is cut short at a random byte, after a kill or when all is done. */
export const tornFile: FaultCase = {
  name: "torn file",
  obstacle: noObstacle,
  attempt: async (scene, out, random) => {
    await killAfter(scene, out, 1.2 * scene.durationMs * random.uniform());
    const file = saveOne(scene, out, random);
    if (file === undefined || file.content.length === 0) return await lossesAtEnd(scene, out, []);
    const kept = await scene.command.finished(out);
    const torn = file.content.subarray(0, random.integer(0, file.content.length - 1));
    await Deno.writeFile(file.path, torn);
    const output = await outputOf(start(scene, out));
    const unclear = unclearAbout(output, file);
    // Where the command went on without what was cut off, that need not come back.
    const isChanged = output.code === 0 && !file.isSource &&
      !isEqual(await Deno.readFile(file.path), torn);
    const lost = isChanged
      ? await lossesAtEnd(scene, out, [])
      : await restoreAndGoOn(scene, out, file, kept);
    return [...unclear, ...lost.map((loss) => `${basename(file.path)}: ${loss}`)];
  },
};

function isEqual(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, at) => byte === second[at]);
}
