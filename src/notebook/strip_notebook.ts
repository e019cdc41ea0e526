/** In: a notebook as it was run. Out: the same without results, as it belongs into git. */
import type { Cell, Notebook } from "./notebook_file.ts";

/**
 * The notebook without outputs and execution counts, and without what changes from one run or
 * program to the next: times of execution, widgets, the language's version.
 */
export function stripNotebook(notebook: Notebook): Notebook {
  const { kernelspec } = notebook.metadata;
  // The language alone, for viewers and `deno fmt`; its version is the machine's.
  const metadata = {
    ...(kernelspec === undefined ? {} : { kernelspec }),
    language_info: { name: "typescript" },
  };
  return { ...notebook, cells: notebook.cells.map(stripCell), metadata };
}

function stripCell(cell: Cell): Cell {
  const { tags } = cell.metadata;
  const metadata = tags === undefined ? {} : { tags };
  if (cell.cell_type !== "code") return { ...cell, metadata };
  return { ...cell, metadata, execution_count: null, outputs: [] };
}
