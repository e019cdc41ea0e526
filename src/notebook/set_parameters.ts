/** In: a notebook and values. Out: the notebook that runs with these values. */
import { didYouMean } from "../base/text.ts";
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
  const known = declarationsIn(cellText(cells[place]));
  for (const name of names) {
    if (!known.has(name)) {
      const all = [...known.keys()];
      throw new UserError(
        `Expected one of the parameters ${all.join(", ")}, but found ${name}${
          didYouMean(name, all)
        }`,
      );
    }
  }
  // Declared as before: a cell may declare a name anew, but not otherwise.
  const lines = names.map((name) =>
    `${known.get(name)} ${name} = ${JSON.stringify(values[name])};`
  );
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

/** What a cell declares at its beginnings of lines: const, let or var by name. */
function declarationsIn(text: string): Map<string, string> {
  const declared = new Map<string, string>();
  for (const { 0: head, 1: keyword, index } of text.matchAll(/^(const|let|var)\s+/gm)) {
    for (const one of untilEnd(text.slice(index + head.length))) {
      const name = /^\s*([\w$]+)/.exec(one)?.[1];
      if (name) declared.set(name, keyword);
    }
  }
  return declared;
}

/** The parts of one declaration, divided by commas outside of brackets and quotes. */
function untilEnd(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (
    const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[^]/g)
  ) {
    if (token === ";" || (token === "\n" && depth === 0 && !/[,=:(]\s*$/.test(parts.join()))) break;
    if ("([{".includes(token)) depth++;
    if (")]}".includes(token)) depth--;
    if (token === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts;
}

function hasTag({ metadata }: Cell, tag: string): boolean {
  return metadata.tags?.includes(tag) ?? false;
}
