/** In: how a user's corpus is laid out. Out: its stored description, checked against its files. */
import { join, resolve } from "node:path";
import { cacheFolder } from "../base/cache_folder.ts";
import { foldName, smallLetters } from "../base/fold_name.ts";
import { isFolder } from "../base/is_folder.ts";
import { pathExists } from "../base/path_exists.ts";
import { checkShape } from "../base/parse_json.ts";
import { UserError } from "../base/user_error.ts";
import { writeFileWhole } from "../base/write_file_whole.ts";
import { type CorpusDescription, describedLayout, descriptionSchema } from "./corpora/described.ts";
import { guessImagePattern } from "./corpora/guess_image_pattern.ts";
import { compilePattern } from "./corpora/name_pattern.ts";
import { numberedClasses } from "./corpora/numbered_classes.ts";
import type { CorpusProblem } from "./corpus_layout.ts";
import { descriptionPath } from "./descriptions.ts";
import { listFiles, type MediaKind, withoutExtension } from "./list_files.ts";
import { loadCorpus } from "./load_corpus.ts";
import { isBuiltIn } from "./registry.ts";
import { copiesNote } from "./splits/copies.ts";

/** What the user says about the corpus. */
export interface AddOptions {
  id: string;
  /** The id by default. */
  title?: string;
  root: string;
  /** See name_pattern.ts; for pictures in class folders see guess_image_pattern.ts. */
  pattern?: string;
  /** Class names in the order of the outputs; those found in the files, sorted, by default. */
  classes?: string[];
  /** Class by code, such as {kz: "angry"}. */
  codes?: Record<string, string>;
  /** Files that do not follow the pattern are left out instead of refused. */
  skipUnmatched?: boolean;
  /** True shows no progress while files are read. */
  quiet?: boolean;
  dataRoot?: string;
}

/** What was stored. */
export interface AddedCorpus {
  description: CorpusDescription;
  /** Where it was stored. */
  path: string;
  /** Number of clips. */
  clips: number;
  /** Number of files left out because their names do not follow the pattern. */
  skipped: number;
  /** Files that cannot be read or decoded, and why; left out as well. */
  unreadable: CorpusProblem[];
  /** A sentence about clips that are there twice; undefined where none is. */
  copies?: string;
}

const NAMED_AT_MOST = 5;

/**
 * Describes the corpus in `root`, checks every file's name, reads every file and stores the
 * description, replacing an earlier one of the same id; from then on findCorpus(id) finds it. Throws UserError where the id
 * is taken or malformed, the pattern is bad, or files do not follow it.
 */
export async function addCorpus(options: AddOptions): Promise<AddedCorpus> {
  const { id, dataRoot } = options;
  if (isBuiltIn(id)) throw new UserError(`Expected a new id, but ${id} is one of Duygu's own`);
  const root = resolve(options.root);
  const { kind, files } = await mediaFilesIn(root);
  const pattern = options.pattern ?? guessPattern(root, kind, files);
  const classes = options.classes ?? classesFound(files, pattern, options.codes ?? {});
  // Codes of classes that do not occur are no fault, unless classes were given to check against.
  const codes = Object.fromEntries(
    Object.entries(options.codes ?? {}).filter(([, name]) =>
      options.classes || classes.some((one) => foldName(one) === foldName(name))
    ),
  );
  if (kind === "images") refuseNumbers(classes);
  const description = checkShape(
    { id, title: options.title ?? id, root, kind, pattern, classes, codes },
    descriptionSchema,
    `description of ${id}`,
  );
  const layout = describedLayout(description);
  const listing = await layout.list(root);
  const named = "files" in listing ? listing.files.length : 0;
  const refused = listing.problems.filter((one) => one.skipped && !one.isUnreadable);
  if (!named || (refused.length && !options.skipUnmatched)) throw unmatched(refused, files.length);
  refuseIdleCodes(options.codes, files, pattern);
  const { corpus, problems } = await loadCorpus(layout, root, { quiet: options.quiet });
  const text = JSON.stringify(description, null, 2) + "\n";
  return {
    description,
    path: await writeDescription(id, text, dataRoot),
    clips: corpus.clips.length,
    skipped: refused.length,
    unreadable: problems.filter((problem) => problem.isUnreadable),
    copies: copiesNote(corpus),
  };
}

/** Writes the description beside the data, or into the cache folder where these are read-only. */
async function writeDescription(id: string, text: string, dataRoot?: string): Promise<string> {
  const path = await descriptionPath(id, dataRoot);
  try {
    await writeFileWhole(path, text);
    return path;
  } catch (error) {
    const own = join(cacheFolder("corpora"), `${id}.json`);
    // An older one beside the data would go before one in the cache.
    const isLast = path === own || pathExists(path);
    if (error instanceof UserError || isLast || !isReadOnly(error)) throw error;
    await writeFileWhole(own, text);
    return own;
  }
}

/** EROFS, EACCES and EPERM, behind the sentence of writeFileWhole or not. */
function isReadOnly(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return ["EROFS", "EACCES", "EPERM"].includes(cause?.code ?? code ?? "");
}

/** Codes of which no file has any are a mistake, such as those of another corpus. */
function refuseIdleCodes(codes: Record<string, string> = {}, files: string[], pattern: string) {
  const given = Object.keys(codes);
  if (!given.length) return;
  const read = compilePattern(pattern.normalize("NFC"));
  const found = files.map((file) => read(withoutExtension(file.normalize("NFC")))?.class)
    .filter((code) => code !== undefined);
  const known = new Set(given.map(foldName));
  if (found.some((code) => known.has(foldName(code)))) return;
  throw new UserError(
    `Expected files to hold one of the codes ${given.join(", ")}, but ${files[0]} has ` +
      `${found[0] ?? "no class"} at {class} of the pattern ${pattern}`,
  );
}

async function mediaFilesIn(root: string): Promise<{ kind: MediaKind; files: string[] }> {
  if (!await isFolder(root)) {
    throw new UserError(`Expected --root to name a folder, but found none at ${root}`);
  }
  for (const kind of ["audio", "images"] as const) {
    const { files } = await listFiles(root, kind);
    if (files.length) return { kind, files };
  }
  throw new UserError(
    `Expected ${root} to hold .wav or .flac files, or pictures such as .jpg or .png, ` +
      `but found none`,
  );
}

function guessPattern(root: string, kind: MediaKind, files: string[]): string {
  const pattern = kind === "images" ? guessImagePattern(files) : undefined;
  if (pattern) return pattern;
  throw new UserError(
    kind === "images"
      ? `Expected the pictures in ${root} to lie in a folder for each class, but some lie in ` +
        `none; describe their names by --pattern`
      : `Expected --pattern to say how the recordings in ${root} are named, but it is missing`,
  );
}

/** Numbers as classes would go unnoticed until somebody reads the results. */
function refuseNumbers(classes: string[]): void {
  const number = classes.find((name) => /^\d+$/.test(name));
  if (number === undefined) return;
  const known = Object.keys(numberedClasses).join(", ");
  throw new UserError(
    `Expected classes with names, but found the number ${number}; say what it stands for by ` +
      `--codes ${number}=angry,… or, for the numbers of a known corpus, --codes NAME (${known})`,
  );
}

function classesFound(files: string[], pattern: string, codes: Record<string, string>): string[] {
  const read = compilePattern(pattern.normalize("NFC"));
  const byCode = new Map(Object.entries(codes).map(([code, name]) => [foldName(code), name]));
  // Spellings of one class that read alike are one class, under the first of them.
  const found = new Map<string, string>();
  for (const file of files) {
    const code = read(withoutExtension(file.normalize("NFC")))?.class;
    if (!code) continue;
    const name = byCode.get(foldName(code))?.normalize("NFC") ?? smallLetters(code);
    if (!found.has(foldName(name))) found.set(foldName(name), name);
  }
  return [...found.values()].sort();
}

function unmatched(refused: CorpusProblem[], total: number): UserError {
  const named = refused.slice(0, NAMED_AT_MOST)
    .map(({ relativePath, problem }) => `${relativePath} ${problem}`);
  const more = refused.length - named.length;
  const rest = more > 0 ? `; and ${more} more` : "";
  return new UserError(
    `Expected every file to follow the pattern, but ${refused.length} of ${total} do not: ` +
      named.join("; ") + rest,
  );
}
