import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../base/files.ts";
import {
  environmentIn,
  findPythonPart,
  provisionPython,
  type PythonEnvironment,
  type PythonPart,
} from "../base/python.ts";

/** What there is to install, as requirements/PART.in has it; PART.txt adds all that these need. */
const PARTS = {
  /** Runs notebooks without a browser and turns them into HTML. */
  execute: ["nbconvert==7.17.2", "nbclient==0.11.0", "nbformat==5.11.1", "jupyter_client==8.10.0"],
  /** The application in the browser. */
  lab: ["jupyterlab==4.6.6"],
} as const;

/** A part of Jupyter. */
export type JupyterPart = keyof typeof PARTS;

/** Where Jupyter's programs are; `jupyter-lab` among them, where requested. */
export type Jupyter = PythonEnvironment;

/** The environment with `part`; undefined where it is not installed. */
export function findJupyter(part: JupyterPart): Jupyter | undefined {
  return findPythonPart(partOf(part));
}

/**
 * Makes sure that `part` is installed and returns the environment; `say` is told before something
 * is downloaded. Throws UserError where Python, its module venv or the network is missing.
 */
export async function provisionJupyter(
  part: JupyterPart,
  say: (sentence: string) => void,
): Promise<Jupyter> {
  return await provisionPython(partOf(part), say);
}

/** The folder of the environment, installed or not. */
export function jupyterFolder(): string {
  return partOf("lab").folder;
}

/** Every package of `part` with its version, such as "nbclient==0.11.0". */
export async function pinnedPackages(part: JupyterPart): Promise<string[]> {
  const text = await Deno.readTextFile(requirementsFile(part));
  return text.match(/^[a-z0-9-]+==\S+/gm) ?? [];
}

/** The file with every package of `part`, its version and hashes. */
export function requirementsFile(part: JupyterPart): string {
  return fileURLToPath(new URL(`./requirements/${part}.txt`, import.meta.url));
}

/** The programs that notebooks are run and shown by, whether they are installed or not. */
export function jupyterPrograms(): string[] {
  const { programs, python } = environmentIn(jupyterFolder());
  return [python, join(programs, "jupyter-lab")];
}

/** Other versions get another folder: the old one stays whole for older checkouts. */
function partOf(part: JupyterPart): PythonPart {
  const versions = [...PARTS.execute.slice(0, 1), ...PARTS.lab].join("-").replaceAll("==", "-");
  return {
    folder: cacheFolder("jupyter", versions),
    name: part,
    packages: PARTS[part],
    requirements: requirementsFile(part),
    purpose: "Jupyter",
    otherwise: "; or install the kernel alone (--install) for a Jupyter of your own",
  };
}

/**
 * Starts JupyterLab in the browser with `folder` open and waits for its end.
 *
 * @param args further words for `jupyter lab`, such as "--no-browser"
 */
export async function startLab(
  { programs }: Jupyter,
  folder: string,
  args: readonly string[] = [],
): Promise<void> {
  // Ctrl-C is JupyterLab's, which asks before it ends its kernels.
  const ignore = () => {};
  Deno.addSignalListener("SIGINT", ignore);
  try {
    const lab = new Deno.Command(join(programs, "jupyter-lab"), { args: [...args], cwd: folder });
    const { success, code } = await lab.spawn().status;
    if (!success) throw new Error(`JupyterLab ended with exit code ${code}`);
  } finally {
    Deno.removeSignalListener("SIGINT", ignore);
  }
}
