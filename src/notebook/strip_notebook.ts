/** In: a notebook as it was run. Out: the same without results, as it belongs into git. */
import type { Cell, Notebook } from "./notebook_file.ts";

/** What programs keep of a run beside the outputs. */
const OF_A_RUN = ["execution", "ExecuteTime", "papermill", "widgets"];

/**
 * The notebook without outputs and execution counts, and without what changes from one run or
 * program to the next: times of execution, widgets, the language's version. All other metadata stay:
 * titles, tags, slides, hidden inputs, the language itself.
 */
export function stripNotebook(notebook: Notebook): Notebook {
  const metadata = without(notebook.metadata, OF_A_RUN);
  const { language_info: language } = metadata;
  if (typeof language === "object" && language !== null) {
    const described = language as Record<string, unknown>;
    // Deno's kernel alone fills in what another version of it says otherwise; for other languages only
    // the version is the machine's.
    metadata.language_info = described.name === "typescript"
      ? { name: "typescript" }
      : without(described, ["version"]);
  }
  return {
    ...notebook,
    cells: notebook.cells.map(stripCell),
    metadata: metadata as Notebook["metadata"],
  };
}

function stripCell(cell: Cell): Cell {
  const metadata = without(cell.metadata, OF_A_RUN) as Cell["metadata"];
  if (cell.cell_type !== "code") return { ...cell, metadata };
  return { ...cell, metadata, execution_count: null, outputs: [] };
}

/** The fields in their order but for those of `names`. */
function without(fields: Record<string, unknown>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
