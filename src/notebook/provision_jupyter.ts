/**
 * In: nothing but the cache folder. Out: Jupyter's programs in a Python environment there, of
 * pinned versions, installed by pip once for all checkouts. The user's own Python stays as it is.
 */
import { join } from "node:path";
import { cacheFolder } from "../base/cache_folder.ts";
import { findPython } from "../base/find_python.ts";
import { pathExists } from "../base/path_exists.ts";
import { runQuietly } from "../base/run_quietly.ts";
import { UserError } from "../base/user_error.ts";

/** What there is to install, each part with its direct requirements pinned. */
const PARTS = {
  /** Runs notebooks without a browser and turns them into HTML. */
  execute: ["nbconvert==7.17.2", "nbclient==0.11.0", "nbformat==5.11.1", "jupyter_client==8.10.0"],
  /** The application in the browser. */
  lab: ["jupyterlab==4.6.6"],
} as const;

/** A part of Jupyter. */
export type JupyterPart = keyof typeof PARTS;

/** Where Jupyter's programs are. */
export interface Jupyter {
  /** The folder of the programs; `jupyter-lab` among them, where asked for. */
  programs: string;
  /** Python of the environment. */
  python: string;
}

/** The environment with `part`; undefined where it is not installed. */
export function findJupyter(part: JupyterPart): Jupyter | undefined {
  return isInstalled(part) ? environment() : undefined;
}

/**
 * Makes sure that `part` is installed and returns the environment; `say` is told before something
 * is downloaded. Two processes wait for each other; an interrupted installation is taken up again.
 * Throws UserError where Python, its module venv or the network is missing.
 */
export async function provisionJupyter(
  part: JupyterPart,
  say: (sentence: string) => void,
): Promise<Jupyter> {
  const found = findJupyter(part);
  if (found) return found;
  await Deno.mkdir(environmentFolder(), { recursive: true });
  using lock = await Deno.open(`${environmentFolder()}.lock`, { write: true, create: true });
  await lock.lock(true);
  if (isInstalled(part)) return environment();
  const { python } = environment();
  if (!pathExists(python)) await makeEnvironment();
  say(`Installing ${PARTS[part].join(", ")} by pip into ${environmentFolder()} (once) …`);
  const args = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...PARTS[part]];
  const { failure } = await runQuietly(python, args);
  if (failure !== undefined) {
    throw new UserError(`pip could not install ${PARTS[part].join(", ")}: ${failure}`);
  }
  // Written last, so that an interrupted installation is not taken for a whole one.
  await Deno.writeTextFile(markOf(part), PARTS[part].join("\n") + "\n");
  return environment();
}

/** Other versions get another folder: the old one stays whole for older checkouts. */
function environmentFolder(): string {
  const versions = [...PARTS.execute.slice(0, 1), ...PARTS.lab].join("-").replaceAll("==", "-");
  return cacheFolder("jupyter", versions);
}

function environment(): Jupyter {
  const isWindows = Deno.build.os === "windows";
  const programs = join(environmentFolder(), isWindows ? "Scripts" : "bin");
  return { programs, python: join(programs, isWindows ? "python.exe" : "python") };
}

function markOf(part: JupyterPart): string {
  return join(environmentFolder(), `${part}-installed.txt`);
}

function isInstalled(part: JupyterPart): boolean {
  // Without its Python, such as after an upgrade of the system, an environment is worth nothing.
  return pathExists(markOf(part)) && pathExists(environment().python);
}

async function makeEnvironment(): Promise<void> {
  const python = await findPython("venv");
  let reason = "neither python3 nor python has it";
  if (python !== undefined) {
    const { failure } = await runQuietly(python, ["-m", "venv", "--clear", environmentFolder()]);
    if (failure === undefined) return;
    reason = `${python} -m venv says: ${failure}`;
  }
  throw new UserError(
    "Setting up Jupyter needs Python 3 with pip and venv once (on Debian: python3-venv), but " +
      `${reason}; or install the kernel alone (--install) for a Jupyter of your own`,
  );
}
