/**
 * Corpora that a user described: a small JSON file says where the clips are and how their paths
 * give class, speaker, text and repetition.
 */
import { basename, join } from "node:path";
import { z } from "zod";
import { cacheFolder, isFolder } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { foldName } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import {
  compilePattern,
  listNamedFiles,
  type NameReading,
  type PatternMatch,
} from "./corpora/named_files.ts";
import type { OfficialPart } from "./corpus.ts";
import type { CorpusLayout } from "./corpus_layout.ts";
import { dataRoots, withoutExtension } from "./files.ts";

/** The shape of corpora/ID.json. */
export const descriptionSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, {
    message: "Expected small letters, digits and hyphens, a letter first",
  }),
  title: z.string().min(1),
  /** Absolute path of the folder with the clips. */
  root: z.string().min(1),
  /** Recordings, or pictures. */
  kind: z.enum(["audio", "images"]).default("audio"),
  /** See {@link compilePattern}. */
  pattern: z.string().min(1),
  /** Class names in the order of the network's outputs. */
  classes: z.array(z.string().min(1)).min(2, { message: "Expected two or more classes" })
    .refine((names) => new Set(names).size === names.length, {
      message: "Expected each class once",
    }),
  /** Class by what stands at {class}; what is not listed stands for itself. Case is ignored. */
  codes: z.record(z.string(), z.string()),
  /** What is known of speakers, by what stands at {speaker}; case is ignored. */
  speakers: z.record(
    z.string(),
    z.object({ sex: z.string().min(1).optional(), age: z.string().min(1).optional() }).strict(),
  ).optional(),
  language: z.string().default("unknown"),
  reference: z.string().default("described by the user"),
}).strict();

/** What a folder of each part is called; "" where the pattern has no {part}. */
const PARTS = new Map<string, OfficialPart>([
  ["", ""],
  ["train", "train"],
  ["training", "train"],
  ["val", "validation"],
  ["valid", "validation"],
  ["validation", "validation"],
  ["test", "test"],
  ["testing", "test"],
]);

/** The part that a word names, such as "val"; "" for none, undefined where it names no part. */
export function partOfName(name: string): OfficialPart | undefined {
  return PARTS.get(foldName(name));
}

/** Whether a folder's name is that of an official part. */
export function isPartName(name: string): boolean {
  return name !== "" && PARTS.has(foldName(name));
}

/** See {@link descriptionSchema}. */
export type CorpusDescription = z.infer<typeof descriptionSchema>;

/** The layout of a described corpus. Throws UserError for a bad pattern or code. */
export function describedLayout(description: CorpusDescription): CorpusLayout {
  const { id, title, root, kind, classes, language, reference } = description;
  const readName = describedNameReader(description);
  return {
    info: {
      id,
      title,
      language,
      classes,
      reference,
      howToGet: `Its description says that it lies in ${root}.`,
      officialFolder: "",
      synthetic: false,
    },
    findRoot: async () => await isFolder(root) ? root : undefined,
    list: (folder) => listNamedFiles(folder, readName, [""], kind),
  };
}

/**
 * Reads names as the description says; classes, codes and parts are compared as people read them,
 * see {@link foldName}. Throws UserError for a bad pattern or code.
 */
export function describedNameReader(
  { title, pattern, classes, codes, speakers = {} }: Pick<
    CorpusDescription,
    "title" | "pattern" | "classes" | "codes" | "speakers"
  >,
): (relativePath: string) => NameReading {
  const read = compilePattern(pattern.normalize("NFC"));
  const byCode = new Map(classes.map((name) => [foldName(name), name]));
  const known = new Set(classes.map((name) => name.normalize("NFC")));
  for (const [code, name] of Object.entries(codes)) {
    if (!known.has(name.normalize("NFC"))) {
      throw new UserError(
        `Expected the code ${code} of ${title} to stand for one of ${classes.join(", ")}, ` +
          `but found ${name}`,
      );
    }
    byCode.set(foldName(code), classes.find((one) => foldName(one) === foldName(name))!);
  }
  const traits = new Map(Object.entries(speakers).map(([name, own]) => [foldName(name), own]));
  return (relativePath) => {
    const id = withoutExtension(relativePath);
    const match: PatternMatch | undefined = read(id.normalize("NFC"));
    if (!match) return { refusal: `does not follow the pattern ${pattern}` };
    const label = byCode.get(foldName(match.class));
    if (!label) {
      const expected = [...new Set([...classes, ...Object.keys(codes)])].join(", ");
      return { refusal: `has the class ${match.class}; expected ${expected}` };
    }
    const { speaker, text, repetition } = match;
    const part = PARTS.get(foldName(match.part));
    if (part === undefined) {
      return {
        refusal: `has the part ${match.part}; expected ${[...PARTS.keys()].slice(1).join(", ")}`,
      };
    }
    return {
      clip: { id, label, speaker, text, repetition, part, ...traits.get(foldName(speaker)) },
    };
  };
}

/**
 * Where the description of `id` is written: `corpora/ID.json` in the data root that was requested
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
type StoredDescription =
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
