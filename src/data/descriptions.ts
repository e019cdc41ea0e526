/** In: a data root. Out: the descriptions of corpora stored there or in the cache folder. */
import { basename, join } from "node:path";
import { cacheFolder } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { UserError } from "../base/user_error.ts";
import { type CorpusDescription, describedLayout, descriptionSchema } from "./corpora/described.ts";
import { dataRoots } from "./data_roots.ts";

/**
 * Where the description of `id` is written: `corpora/ID.json` in the data root that was asked for
 * by --data or $DUYGU_DATA, else in the cache folder.
 */
export async function descriptionPath(id: string, dataRoot?: string): Promise<string> {
  const asked = dataRoot ?? Deno.env.get("DUYGU_DATA");
  if (!asked) return join(cacheFolder("corpora"), `${id}.json`);
  return join((await dataRoots(asked))[0], "corpora", `${id}.json`);
}

/** The stored description of `id`, or undefined. Throws UserError where its file is malformed. */
export async function findDescription(
  id: string,
  dataRoot?: string,
): Promise<CorpusDescription | undefined> {
  const path = (await descriptionPaths(dataRoot)).find((path) => basename(path) === `${id}.json`);
  return path ? await readDescription(path) : undefined;
}

/** A description, or why it cannot be used. */
export type StoredDescription =
  | { id: string; description: CorpusDescription }
  | { id: string; fault: string };

/**
 * All stored descriptions by id; the data root's come before the cache folder's. One that is
 * malformed does not hide the others.
 */
export async function listDescriptions(dataRoot?: string): Promise<StoredDescription[]> {
  const byId = new Map<string, StoredDescription>();
  for (const path of await descriptionPaths(dataRoot)) {
    const id = basename(path, ".json");
    if (!byId.has(id)) byId.set(id, await readStored(id, path));
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function readStored(id: string, path: string): Promise<StoredDescription> {
  try {
    const description = await readDescription(path);
    // Its pattern and codes are checked when they are compiled.
    describedLayout(description);
    return { id, description };
  } catch (error) {
    return { id, fault: (error as Error).message };
  }
}

async function readDescription(path: string): Promise<CorpusDescription> {
  const description = await readJson(path, descriptionSchema);
  if (`${description.id}.json` !== basename(path)) {
    throw new UserError(
      `Expected ${path} to describe ${basename(path, ".json")}, ` +
        `but found ${description.id}`,
    );
  }
  return description;
}

async function descriptionPaths(dataRoot?: string): Promise<string[]> {
  const folders = (await dataRoots(dataRoot)).map((root) => join(root, "corpora"));
  const paths: string[] = [];
  for (const folder of [...folders, cacheFolder("corpora")]) {
    try {
      for await (const { name } of Deno.readDir(folder)) {
        if (name.endsWith(".json")) paths.push(join(folder, name));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return paths;
}
