/** In: a notebook's file. Out: its cells, checked; and back into a file. */
import { basename } from "node:path";
import { z } from "zod";
import { checkShape, readJson } from "../base/json.ts";
import { writeFileWhole } from "../base/files.ts";

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
export type Cell = z.infer<typeof cellSchema>;

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
