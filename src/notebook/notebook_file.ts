import { basename } from "node:path";
import { z } from "zod";
import { writeFileWhole } from "../base/files.ts";
import { checkShape, readJson } from "../base/json.ts";
import { didYouMean } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";

const textSchema = z.union([z.string(), z.array(z.string())]);

const cellSchema = z.looseObject({
  cell_type: z.enum(["code", "markdown", "raw"]),
  metadata: z.looseObject({ tags: z.array(z.string()).optional() }),
  source: textSchema,
  execution_count: z.int().nullish(),
  outputs: z.array(z.unknown()).optional(),
});

const notebookSchema = z.looseObject({
  cells: z.array(cellSchema),
  metadata: z.looseObject({
    kernelspec: z.looseObject({ name: z.string(), display_name: z.string() }).optional(),
  }),
  nbformat: z.literal(4),
  nbformat_minor: z.int(),
});

/** A cell; fields that Duygu does not know are kept. */
type Cell = z.infer<typeof cellSchema>;

/** A notebook of Jupyter's format 4; fields that Duygu does not know are kept. */
export type Notebook = z.infer<typeof notebookSchema>;

/**
 * Reads the notebook at `path`, with its fields in the file's order, so that writing it changes no
 * line without a reason. Throws UserError where it is missing or malformed.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  const notebook = await readJson(path, z.unknown());
  // The checked copy has known fields first.
  checkShape(notebook, notebookSchema, path);
  return notebook as Notebook;
}

/** Writes a notebook as Jupyter does: one space of indentation, a line break at the end. */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeFileWhole(path, JSON.stringify(notebook, null, 1) + "\n");
}

/** A cell's text in one piece. */
export function cellText({ source }: Pick<Cell, "source">): string {
  return typeof source === "string" ? source : source.join("");
}

/** The notebooks in `folder`, sorted by name. */
export async function listNotebooks(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries
    .filter(({ isFile, name }) => isFile && name.endsWith(".ipynb"))
    .map(({ name }) => `${folder}/${name}`)
    .sort();
}

/** The name under which results of the notebook at `path` are kept, such as "01_stft_features". */
export function notebookName(path: string): string {
  return basename(path, ".ipynb");
}

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

/** What programs keep of a run beside the outputs. */
const OF_A_RUN = ["execution", "ExecuteTime", "papermill", "widgets"];

/**
 * The notebook without outputs and execution counts, and without what changes from one run or
 * program to the next: times of execution, widgets, the language's version. All other metadata
 * stay: titles, tags, slides, hidden inputs, the language itself.
 */
export function stripNotebook(notebook: Notebook): Notebook {
  const metadata = without(notebook.metadata, OF_A_RUN);
  const { language_info: language } = metadata;
  if (typeof language === "object" && language !== null) {
    const described = language as Record<string, unknown>;
    // Deno's kernel alone fills in what another version of it says otherwise; for other languages
    // only the version is the machine's.
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
