/** A command that faults are injected into, and how to tell that nothing of it was lost. */
import { join } from "node:path";
import { cacheFolder, pathExists } from "../../src/base/files.ts";
import { permittedPrograms } from "../../src/base/permitted_programs.ts";
import {
  childPermissions,
  outputOf,
  type ProgramOutput,
  startProgram,
} from "../../src/base/processes.ts";

/** A command under test. */
export interface InjectedCommand {
  name: string;
  /** Makes what the command needs in `folder`, once. */
  prepare(folder: string): Promise<void>;
  /** The words of the command line that writes into `out`; the same words again go on. */
  words(folder: string, out: string): string[];
  /** Files that it reads, as paths, which may be damaged or go missing. */
  sources(folder: string): string[];
  /** What is finished in `out` after a fault and may not be lost, as texts. */
  finished(out: string): Promise<string[]>;
  /** What the command has made in `out` once it is done; equal for every way to get there. */
  outcome(out: string): Promise<string>;
}

/** A command that is prepared in a folder and has run once without any fault. */
export interface Scene {
  command: InjectedCommand;
  folder: string;
  /** What the undisturbed run made. */
  expected: string;
  /** Bytes of the files that it made. */
  bytes: number;
  /** How long it took. */
  durationMs: number;
  signal: AbortSignal;
}

/** Prepares `command` in a folder of its own, runs it once, and removes the folder after `work`. */
export async function withScene<T>(
  command: InjectedCommand,
  signal: AbortSignal,
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "duygu-faults-" });
  try {
    await makeCache(join(folder, "cache"));
    await command.prepare(folder);
    const whole = join(folder, "whole");
    const scene: Scene = { command, folder, expected: "", bytes: 0, durationMs: 0, signal };
    // The first run fills caches and would be slower than those that follow.
    for (const out of [join(folder, "first"), whole]) {
      const startedMs = performance.now();
      const fault = await runToEnd(scene, out);
      if (fault !== null) throw new Error(`${command.name} fails undisturbed: ${fault}`);
      scene.durationMs = performance.now() - startedMs;
    }
    scene.bytes = listFilesBelow(whole)
      .reduce((sum, path) => sum + Deno.statSync(join(whole, path)).size, 0);
    scene.expected = await command.outcome(whole);
    return await work(scene);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A cache of its own for the commands under test, with the libraries of the real one. */
async function makeCache(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  if (!pathExists(cacheFolder())) return;
  for await (const { name } of Deno.readDir(cacheFolder())) {
    if (!/^(tensorflow_|fonts$)/.test(name)) continue;
    await Deno.symlink(join(cacheFolder(), name), join(folder, name));
  }
}

/** How a command is started. */
interface StartOptions {
  /** Further flags of Deno, such as a module that is loaded first. */
  flags?: readonly string[];
}

/** Starts the scene's command, which writes into `out`. */
export function start(
  { command, folder }: Scene,
  out: string,
  { flags = [] }: StartOptions = {},
): Deno.ChildProcess {
  const permissions = childPermissions({ writes: [folder], programs: permittedPrograms() });
  const variables = { DUYGU_CACHE: join(folder, "cache"), DUYGU_DATA: join(folder, "data") };
  return startProgram(command.words(folder, out), variables, [...permissions, ...flags]);
}

/** Runs the command to its end; null where it succeeds, and else what it said. */
export async function runToEnd(
  scene: Scene,
  out: string,
  options?: StartOptions,
): Promise<string | null> {
  const { code, stderr } = await outputOf(start(scene, out, options));
  return code === 0 ? null : `exit code ${code}: ${stderr.slice(-500)}`;
}

/** Starts the command and kills it (SIGKILL) after `delayMs`, or lets it end if it is faster. */
export async function killAfter(
  scene: Scene,
  out: string,
  delayMs: number,
  options?: StartOptions,
): Promise<ProgramOutput> {
  const process = start(scene, out, options);
  const timer = setTimeout(() => {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }, delayMs);
  const output = await outputOf(process);
  clearTimeout(timer);
  return output;
}

/** What a program's own mistakes look like, as opposed to a sentence for its user. */
const BUGS = /\n\s+at .+:\d+:\d+|TypeError|ReferenceError|undefined|is not a function|\[object /;

/**
 * What is wrong with a failed command's last words, null where nothing is: it must say in one
 * sentence what is the matter, name a file or folder, and exit with 1 or 2.
 */
export function unclearError({ code, stderr }: ProgramOutput): string | null {
  if (code === 0) return null;
  const at = stderr.lastIndexOf("error: ");
  const message = stderr.slice(Math.max(at, 0));
  const isClear = at >= 0 && (code === 1 || code === 2) && !BUGS.test(message) &&
    /[\w.-]+[/\\][\w.-]+|[\w-]+\.(json|jsonl|csv|zip|safetensors|wav)/.test(message);
  return isClear ? null : `unclear (exit code ${code}): ${stderr.slice(-500)}`;
}

/**
 * What differs from the undisturbed run's outcome, or what of `kept` is gone; none where all is
 * well.
 */
export async function losses(scene: Scene, out: string, kept: string[]): Promise<string[]> {
  const { command, expected } = scene;
  const found = await command.finished(out);
  const lost = kept.filter((one) => !found.includes(one)).map((one) => `lost: ${one}`);
  const outcome = await command.outcome(out).catch((error) => `unreadable: ${error.message}`);
  if (outcome !== expected) lost.push(`expected ${expected}, but found ${outcome}`);
  return lost;
}

/** Runs the command to its end and tells what was lost; `kept` was finished before. */
export async function lossesAtEnd(scene: Scene, out: string, kept: string[]): Promise<string[]> {
  const fault = await runToEnd(scene, out);
  return fault === null ? await losses(scene, out, kept) : [`did not go on: ${fault}`];
}

/** Paths, within `folder`, of all files below it, sorted; none where it is missing. */
export function listFilesBelow(folder: string): string[] {
  const paths: string[] = [];
  const walk = (inner: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(join(folder, inner))) {
      const path = join(inner, name);
      if (isDirectory) walk(path);
      else paths.push(path);
    }
  };
  try {
    walk("");
  } catch (error) {
    // The command that is watched may remove a folder in the meantime.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return paths.sort();
}
