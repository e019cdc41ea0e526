import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../base/files.ts";
import { type Jupyter, provisionJupyter } from "./jupyter.ts";
import { installKernel, kernelName, kernelTitle } from "./kernel.ts";
import {
  type Notebook,
  notebookName,
  type Parameters,
  readNotebook,
  setParameters,
  writeNotebook,
} from "./notebook_file.ts";

/** How a notebook is run. */
interface ExecuteOptions {
  /** See {@link setParameters}. */
  parameters?: Parameters;
  /** The folder for the rendered page, NAME.html; none is made without it. */
  htmlFolder?: string;
  /** The folder of the data sets; see dataRoots. */
  dataRoot?: string;
  /** The most seconds a cell may take; 600 by default. */
  timeoutS?: number;
}

/** What a run left. */
interface ExecutedNotebook {
  /** With outputs, up to a cell that failed. */
  notebook: Notebook;
  /** What the cell that failed says; undefined where all succeeded. */
  failure?: string;
  durationS: number;
}

const CELL_FAILED = 3;

/**
 * Runs the notebook at `path` in a new kernel with `path`'s folder as the notebook's; the file
 * itself stays as it is. The kernel's description is made for this run alone, nothing is installed
 * for the user. Throws UserError for a malformed notebook or an unknown parameter, and an Error
 * where the kernel does not start (tried twice) or dies.
 */
export async function executeNotebook(
  path: string,
  jupyter: Jupyter,
  options: ExecuteOptions = {},
): Promise<ExecutedNotebook> {
  const source = setParameters(await readNotebook(path), options.parameters ?? {});
  const startedMs = performance.now();
  const folder = await Deno.makeTempDir({ prefix: "duygu-notebook-" });
  try {
    await installKernel(folder);
    const kernelspec = { name: kernelName, display_name: kernelTitle, language: "typescript" };
    const input = join(folder, "input.ipynb");
    await writeNotebook(input, { ...source, metadata: { ...source.metadata, kernelspec } });
    const executed = join(folder, "executed.ipynb");
    const failure = await run(jupyter, folder, [
      input,
      dirname(resolve(path)),
      String(options.timeoutS ?? 600),
      executed,
      ...await htmlPath(path, options),
    ], options);
    const notebook = await readNotebook(executed);
    return { notebook, failure, durationS: (performance.now() - startedMs) / 1000 };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function htmlPath(path: string, { htmlFolder }: ExecuteOptions): Promise<string[]> {
  if (htmlFolder === undefined) return [];
  await makeFolder(htmlFolder);
  return [resolve(htmlFolder, `${notebookName(path)}.html`)];
}

/** Runs the script; what the failing cell says, or undefined. */
async function run(
  { python }: Jupyter,
  folder: string,
  args: string[],
  { dataRoot }: ExecuteOptions,
): Promise<string | undefined> {
  const script = fileURLToPath(new URL("./execute_notebook.py", import.meta.url));
  const others = Deno.env.get("JUPYTER_PATH");
  const kernels = join(folder, "share", "jupyter");
  const { code, stderr } = await new Deno.Command(python, {
    args: [script, ...args],
    env: {
      JUPYTER_PATH: others ? `${kernels}${delimiter}${others}` : kernels,
      PYTHONDONTWRITEBYTECODE: "1",
      ...(dataRoot === undefined ? {} : { DUYGU_DATA: resolve(dataRoot) }),
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (code === 0) return undefined;
  const text = new TextDecoder().decode(stderr).trim();
  if (code === CELL_FAILED) return text;
  throw new Error(`The notebook could not be run: ${text.split("\n").at(-1)}`);
}

/** What became of one notebook. */
export interface NotebookResult {
  notebook: string;
  /** Cells with code. */
  cells: number;
  durationS: number;
  /** What the cell that failed says; null where all succeeded. */
  failure: string | null;
}

/**
 * Runs the notebooks at `paths` as {@link executeNotebook} does; one that fails keeps none of the
 * others from running. `say` is told what goes on. Throws UserError, before any is run, where one
 * is missing or malformed or lacks a parameter.
 */
export async function executeNotebooks(
  paths: readonly string[],
  options: ExecuteOptions,
  say: (sentence: string) => void,
): Promise<NotebookResult[]> {
  // A mistake is told before anything is installed or run.
  for (const path of paths) setParameters(await readNotebook(path), options.parameters ?? {});
  const jupyter = await provisionJupyter("execute", say);
  const results: NotebookResult[] = [];
  for (const path of paths) {
    say(`Running ${path} …`);
    const { notebook, failure, durationS } = await executeNotebook(path, jupyter, options);
    results.push({
      notebook: notebookName(path),
      cells: notebook.cells.filter((cell) => cell.cell_type === "code").length,
      durationS,
      failure: failure ?? null,
    });
  }
  return results;
}
