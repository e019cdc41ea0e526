/** In: notebooks. Out: all of them run, one after another, and what became of each. */
import { executeNotebook, type ExecuteOptions } from "./execute_notebook.ts";
import { notebookName, readNotebook } from "./notebook_file.ts";
import { provisionJupyter } from "./provision_jupyter.ts";
import { setParameters } from "./set_parameters.ts";

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
 * others from running. `say` is told what goes on. Throws UserError, before any is run, where one is
 * missing or malformed or lacks a parameter.
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
