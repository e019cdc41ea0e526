/** A kind of harm that the system, or somebody, may do to a running command. */
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pathExists } from "../../src/base/files.ts";
import { outputOf, type ProgramOutput } from "../../src/base/processes.ts";
import type { Random } from "../../src/base/random.ts";
import {
  killAfter,
  listFilesBelow,
  losses,
  lossesAtEnd,
  runToEnd,
  type Scene,
  start,
  unclearError,
} from "./run_injected.ts";

/** A fault that is injected. */
export interface FaultCase {
  name: string;
  /** Why it cannot be injected on this machine; null where it can. */
  obstacle(): Promise<string | null>;
  /**
   * Injects it once at a moment drawn from `random` while the scene's command writes into `out`, an
   * empty folder, and lets the command go on afterwards. Returns what was lost or remained unclear.
   */
  attempt(scene: Scene, out: string, random: Random): Promise<string[]>;
}

/** For faults that need nothing of the machine. */
const noObstacle = () => Promise.resolve(null);

// A file that a command reads or has written, gone or cut short, and put back afterwards.

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

// The disk is full at a random moment of the command, and has room again afterwards.

/** See above. */
export const fullDisk: FaultCase = {
  name: "full disk",
  obstacle: mountObstacle,
  attempt: async (scene, out, random) => {
    // Files that are written whole need room for the old one and the new one.
    const kibibytes = 4 + Math.floor(random.uniform() * 1.5 * (scene.bytes / 1024));
    return await withMemoryDisk(out, `${kibibytes}k`, async () => {
      const output = await outputOf(start(scene, out));
      const unclear = unclearError(output);
      const kept = await scene.command.finished(out);
      await remount(out, "size=1g");
      const lost = await lossesAtEnd(scene, out, kept);
      return unclear === null ? lost : [unclear, ...lost];
    });
  },
};

// The folder is read-only when a command that was killed in it is to go on.

/** See above. */
export const readOnly: FaultCase = {
  name: "read-only folder",
  obstacle: mountObstacle,
  attempt: async (scene, out, random) =>
    await withMemoryDisk(out, "1g", async () => {
      await killAfter(scene, out, 1.2 * scene.durationMs * random.uniform());
      const kept = await scene.command.finished(out);
      await remount(out, "ro");
      const unclear = unclearError(await outputOf(start(scene, out)));
      await remount(out, "rw");
      const lost = await lossesAtEnd(scene, out, kept);
      return unclear === null ? lost : [unclear, ...lost];
    }),
};

/** Why no disk can be mounted here; null where one can. */
async function mountObstacle(): Promise<string | null> {
  if (Deno.build.os !== "linux") return "disks in memory are mounted on Linux only";
  const folder = await Deno.makeTempDir({ prefix: "duygu-mount-" });
  try {
    return await withMemoryDisk(folder, "1m", () => Promise.resolve(null));
  } catch (error) {
    return (error as Error).message;
  } finally {
    await Deno.remove(folder).catch(() => {});
  }
}

/** Mounts a disk of `size` ("64k", "1g") at `folder` while `work` runs. Throws where it may not. */
async function withMemoryDisk<T>(
  folder: string,
  size: string,
  work: () => Promise<T>,
): Promise<T> {
  await Deno.mkdir(folder, { recursive: true });
  await run("mount", "-t", "tmpfs", "-o", `size=${size}`, "duygu-faults", folder);
  try {
    return await work();
  } finally {
    // Lazily: a worker that has just lost its parent may still be leaving.
    await run("umount", "-l", folder);
  }
}

/** Changes how the disk at `folder` is mounted: "size=1g", "ro", "rw". */
async function remount(folder: string, options: string): Promise<void> {
  await run("mount", "-o", `remount,${options}`, folder);
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr).trim()}`);
}

// The same command is started twice in one folder.

/** See above. */
export const twoProcesses: FaultCase = {
  name: "two processes",
  obstacle: noObstacle,
  attempt: async (scene, out, random) => {
    const first = outputOf(start(scene, out));
    await new Promise((done) => setTimeout(done, scene.durationMs * random.uniform()));
    const second = outputOf(start(scene, out));
    const outputs = [await first, await second];
    const unclear = outputs.map(unclearError).filter((one) => one !== null);
    // One that is turned away does no harm; both must not be.
    const failed = outputs.every(({ code }) => code !== 0) ? ["both were turned away"] : [];
    const kept = await scene.command.finished(out);
    return [...unclear, ...failed, ...await lossesAtEnd(scene, out, kept)];
  },
};

// The clock jumps years back and forth while the command runs, and files bear such times.

const flags = ["--preload", fileURLToPath(new URL("jumping_clock.ts", import.meta.url))];

/** See above. */
export const clockChange: FaultCase = {
  name: "clock change",
  obstacle: noObstacle,
  attempt: async (scene, out, random) => {
    await killAfter(scene, out, scene.durationMs * random.uniform(), { flags });
    const kept = await scene.command.finished(out);
    for (const path of listFilesBelow(out)) {
      const seconds = random.integer(0, 4_000_000_000);
      await Deno.utime(join(out, path), seconds, seconds);
    }
    const fault = await runToEnd(scene, out, { flags });
    return fault === null ? await losses(scene, out, kept) : [`did not go on: ${fault}`];
  },
};
