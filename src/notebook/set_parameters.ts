/** In: a notebook and values. Out: the notebook that runs with these values. */
import { didYouMean } from "../base/did_you_mean.ts";
import { UserError } from "../base/user_error.ts";
import { type Cell, cellText, type Notebook } from "./notebook_file.ts";

/** Values of parameters by name; anything that JSON can hold. */
export type Parameters = Record<string, unknown>;

/**
 * Overrides parameters in papermill's way: right after the cell tagged "parameters" comes one
 * tagged "injected-parameters" that sets `values` anew; one from before is replaced. Throws
 * UserError where the notebook has no such cell, or its cell does not set a name.
 */
export function setParameters(notebook: Notebook, values: Parameters): Notebook {
  const names = Object.keys(values);
  if (names.length === 0) return notebook;
  const cells = notebook.cells.filter((cell) => !hasTag(cell, "injected-parameters"));
  const place = cells.findIndex((cell) => hasTag(cell, "parameters"));
  if (place < 0) throw new UserError('Expected a cell tagged "parameters", but found none');
  const known = parameterNames(cells[place]);
  for (const name of names) {
    if (!known.includes(name)) {
      throw new UserError(
        `Expected one of the parameters ${known.join(", ")}, but found ${name}${
          didYouMean(name, known)
        }`,
      );
    }
  }
  const lines = names.map((name) => `const ${name} = ${JSON.stringify(values[name])};`);
  const injected: Cell = {
    cell_type: "code",
    metadata: { tags: ["injected-parameters"] },
    source: lines.join("\n"),
    execution_count: null,
    outputs: [],
    ...(notebook.nbformat_minor >= 5 ? { id: "injected-parameters" } : {}),
  };
  return { ...notebook, cells: cells.toSpliced(place + 1, 0, injected) };
}

/** The names that a notebook's cell tagged "parameters" sets. */
function parameterNames(cell: Cell): string[] {
  const declarations = cellText(cell).matchAll(/^(?:const|let|var)\s+(\w+)/gm);
  return Array.from(declarations, ([, name]) => name);
}

function hasTag({ metadata }: Cell, tag: string): boolean {
  return metadata.tags?.includes(tag) ?? false;
}
