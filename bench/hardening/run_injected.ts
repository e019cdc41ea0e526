/** In: a command under test. Out: it run to its end, killed, or judged by what it said. */
import { join } from "node:path";
import { cacheFolder, pathExists } from "../../src/base/files.ts";
import {
  childPermissions,
  outputOf,
  type ProgramOutput,
  startProgram,
} from "../../src/base/processes.ts";
import { permittedPrograms } from "../../src/base/permitted_programs.ts";
import type { InjectedCommand, Scene } from "./injected_command.ts";
import { listFilesBelow } from "./list_files_below.ts";

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
export interface StartOptions {
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

/** What differs from the undisturbed run's outcome, or what of `kept` is gone; none where all is well. */
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
