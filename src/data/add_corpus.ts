import { join, resolve } from "node:path";
import { cacheFolder, isFolder, makeFolder, pathExists, writeFileWhole } from "../base/files.ts";
import { checkShape } from "../base/json.ts";
import { argMax } from "../base/statistics.ts";
import { foldName, smallLetters } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import { compilePattern } from "./corpora/named_files.ts";
import { type CorpusPreset, corpusPreset, isPreset } from "./corpora/presets.ts";
import type { CorpusProblem } from "./corpus_layout.ts";
import {
  type CorpusDescription,
  describedLayout,
  descriptionPath,
  descriptionSchema,
  isPartName,
} from "./described_corpus.ts";
import { listFiles, type MediaKind, withoutExtension } from "./files.ts";
import { loadCorpus } from "./find_corpus.ts";
import { isBuiltIn } from "./registry.ts";
import { readSpeakerTable } from "./speaker_traits.ts";
import { copiesNote } from "./splits/groups.ts";

/** What the user says about the corpus. */
export interface AddOptions {
  id: string;
  /** The id by default. */
  title?: string;
  root: string;
  /** A published corpus whose names are known; see presets.ts. What is given besides wins. */
  preset?: string;
  /** See named_files.ts; for pictures in class folders see add_corpus.ts. */
  pattern?: string;
  /** Class names in the order of the outputs; those found in the files, sorted, by default. */
  classes?: string[];
  /** Class by code, such as {kz: "angry"}. */
  codes?: Record<string, string>;
  /** True where codes that no file has are no fault: they are the whole list of a known corpus. */
  isCodeList?: boolean;
  /** A CSV file with sex and age of speakers; see readSpeakerTable. */
  speakers?: string;
  /** Files that do not follow the pattern are left out instead of refused. */
  skipUnmatched?: boolean;
  /** True shows no progress while files are read. */
  quiet?: boolean;
  dataRoot?: string;
}

/** What was stored. */
interface AddedCorpus {
  description: CorpusDescription;
  /** Where it was stored. */
  path: string;
  /** Number of clips. */
  clips: number;
  /** Number of files left out because their names do not follow the pattern. */
  skipped: number;
  /** Beside codes: what other files have at {class}, so that it is a class as it stands. */
  uncoded: string[];
  /** Files that cannot be read or decoded, and why; left out as well. */
  unreadable: CorpusProblem[];
  /** A sentence about clips that are there twice; undefined where none is. */
  copies?: string;
}

const NAMED_AT_MOST = 5;

/**
 * Describes the corpus in `root`, checks every file's name, reads every file and stores the
 * description, replacing an earlier one of the same id; from then on findCorpus(id) finds it.
 * Throws UserError where the id is taken or malformed, the pattern is bad, files do not follow it,
 * or no file has a code that was given.
 */
export async function addCorpus(options: AddOptions): Promise<AddedCorpus> {
  const { id, dataRoot } = options;
  if (isBuiltIn(id)) throw new UserError(`Expected a new id, but ${id} is one of Duygu's own`);
  if (!await isFolder(options.root)) {
    const found = pathExists(options.root)
      ? "it is a file; unpack an archive first"
      : "there is none";
    throw new UserError(`Expected a folder of a corpus at ${options.root}, but ${found}`);
  }
  await makeDataRoot(dataRoot);
  const root = resolve(options.root);
  const { kind, files } = await mediaFilesIn(root);
  const preset = options.preset === undefined ? undefined : corpusPreset(options.preset);
  const pattern = options.pattern ??
    (preset ? mostFollowed(preset.patterns, files) : inferPattern(id, root, kind, files));
  const source = preset && options.pattern === undefined ? ` of --preset ${options.preset}` : "";
  const found = classesIn(files, pattern, pattern + source);
  const given = options.codes ?? preset?.codes ?? {};
  const isList = options.isCodeList || options.codes === undefined;
  const uncoded = checkCodes(given, found, isList);
  const classes = options.classes ?? namedClasses(found, given);
  // Codes of classes that do not occur are left out, unless classes were given to check against.
  const codes = Object.fromEntries(
    Object.entries(given).filter(([, name]) =>
      (options.classes && !isList) || classes.some((one) => foldName(one) === foldName(name))
    ),
  );
  if (kind === "images") refuseNumbers(classes);
  const speakers = await speakersIn(files, pattern, options.speakers, preset);
  const description = checkShape(
    {
      id,
      title: options.title ?? preset?.title ?? id,
      root,
      kind,
      pattern,
      classes,
      codes,
      ...(speakers && { speakers }),
      ...(preset && { language: preset.language, reference: preset.reference }),
    },
    descriptionSchema,
    `description of ${id}`,
  );
  const layout = describedLayout(description);
  const listing = await layout.list(root);
  const named = "files" in listing ? listing.files.length : 0;
  const refused = listing.problems.filter((one) => one.skipped && !one.isUnreadable);
  if (!named || (refused.length && !options.skipUnmatched)) throw unmatched(refused, files.length);
  const { corpus, problems } = await loadCorpus(layout, root, { quiet: options.quiet });
  const text = JSON.stringify(description, null, 2) + "\n";
  return {
    description,
    path: await writeDescription(id, text, dataRoot),
    clips: corpus.clips.length,
    skipped: refused.length,
    unreadable: problems.filter((problem) => problem.isUnreadable),
    copies: copiesNote(corpus),
    uncoded: options.classes ? [] : uncoded,
  };
}

/**
 * Makes the folder of data sets that was requested, as an import does. Throws UserError where
 * something else is in its place.
 */
async function makeDataRoot(dataRoot = Deno.env.get("DUYGU_DATA")): Promise<void> {
  if (!dataRoot || await isFolder(dataRoot)) return;
  try {
    await makeFolder(dataRoot);
  } catch (error) {
    if (error instanceof UserError || error instanceof Deno.errors.NotCapable) throw error;
    throw new UserError(
      `Expected a folder of data sets at ${dataRoot}, but there is none, and it cannot be made: ` +
        (error as Error).message,
    );
  }
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

async function mediaFilesIn(root: string): Promise<{ kind: MediaKind; files: string[] }> {
  for (const kind of ["audio", "images"] as const) {
    const { files } = await listFiles(root, kind);
    if (files.length) return { kind, files };
  }
  throw new UserError(
    `Expected ${root} to hold .wav or .flac files, or pictures such as .jpg or .png, ` +
      `but found none`,
  );
}

/**
 * What is known of the speakers in the files; undefined where nothing is. What a table says goes
 * before what a preset knows. Throws UserError for a table that knows none of them.
 */
async function speakersIn(
  files: readonly string[],
  pattern: string,
  table: string | undefined,
  preset: CorpusPreset | undefined,
): Promise<CorpusDescription["speakers"]> {
  const read = compilePattern(pattern.normalize("NFC"));
  const names = [
    ...new Set(
      files.map((file) => read(withoutExtension(file.normalize("NFC")))?.speaker ?? ""),
    ),
  ].filter((name) => name !== "").sort();
  const told = table === undefined ? {} : await readSpeakerTable(table);
  const byName = new Map(Object.entries(told).map(([name, own]) => [foldName(name), own]));
  if (table !== undefined && !names.some((name) => byName.has(foldName(name)))) {
    throw new UserError(
      `Expected ${table} to describe speakers of the files, ` +
        (names.length ? `such as ${names[0]}` : `but the pattern ${pattern} finds none`) +
        (names.length ? `, but found ${Object.keys(told).slice(0, 3).join(", ") || "none"}` : ""),
    );
  }
  const known = names.flatMap((name) => {
    const own = byName.get(foldName(name)) ?? preset?.traits?.(name);
    return own ? [[name, own] as const] : [];
  });
  return known.length ? Object.fromEntries(known) : undefined;
}

/** Of a preset's patterns the first that no other one beats. */
function mostFollowed(patterns: CorpusPreset["patterns"], files: string[]): string {
  const followers = patterns.map((pattern) => {
    const read = compilePattern(pattern);
    return files.filter((file) => read(withoutExtension(file))).length;
  });
  return patterns[argMax(followers)];
}

function inferPattern(id: string, root: string, kind: MediaKind, files: string[]): string {
  const pattern = kind === "images" ? inferImagePattern(files) : undefined;
  if (pattern) return pattern;
  throw new UserError(
    kind === "images"
      ? `Expected the pictures in ${root} to lie in a folder for each class, but some lie in ` +
        `none; describe their names by --pattern`
      : `Expected --pattern to say how the recordings in ${root} are named, such as ${files[0]}, ` +
        `but it is missing` + (isPreset(id) ? `; --preset ${id} knows how ${id} names them` : ""),
  );
}

/** Numbers as classes would go unnoticed until somebody reads the results. */
function refuseNumbers(classes: string[]): void {
  const number = classes.find((name) => /^\d+$/.test(name));
  if (number === undefined) return;
  const known = Object.keys(numberedClasses).join(", ");
  throw new UserError(
    `Expected classes with names, but found the number ${number}; give its meaning by ` +
      `--codes ${number}=angry,… or, for the numbers of a known corpus, --codes NAME (${known})`,
  );
}

/**
 * What stands at {class}, by its folded form: its first spelling and the first file that has it.
 */
type FoundClasses = { named: string; byCode: Map<string, { code: string; file: string }> };

/** Throws UserError, calling the pattern as `named` does, where no file follows it. */
function classesIn(files: string[], pattern: string, named: string): FoundClasses {
  const read = compilePattern(pattern.normalize("NFC"));
  const byCode: FoundClasses["byCode"] = new Map();
  for (const file of files) {
    const code = read(withoutExtension(file.normalize("NFC")))?.class;
    if (code && !byCode.has(foldName(code))) byCode.set(foldName(code), { code, file });
  }
  if (byCode.size) return { named, byCode };
  throw new UserError(
    `Expected files that follow the pattern ${named}, but none of ${files.length} does, ` +
      `such as ${files[0]}`,
  );
}

/**
 * What the files have at {class} beside the codes. Throws UserError for codes that no file has; of
 * a list for those of a whole corpus, only where no file has any.
 */
function checkCodes(
  codes: Readonly<Record<string, string>>,
  { named, byCode }: FoundClasses,
  isList: boolean,
): string[] {
  const known = Object.keys(codes);
  if (!known.length) return [];
  const spelt = [...byCode.values()].map(({ code }) => smallLetters(code));
  const idle = known.filter((code) => !byCode.has(foldName(code)));
  if (idle.length === known.length || (idle.length && !isList)) {
    const [{ code: first, file }] = byCode.values();
    const code = idle.length === 1 ? "code" : "codes";
    throw new UserError(
      `Expected a file with the ${code} ${idle.join(", ")} at {class}, but none has ` +
        `${idle.length === 1 ? "it" : "them"}; the pattern ${named} finds ` +
        `${spelt.sort().join(", ")}, such as ${smallLetters(first)} in ${file}`,
    );
  }
  const coded = new Set([...known, ...Object.values(codes)].map(foldName));
  return spelt.filter((code) => !coded.has(foldName(code))).sort();
}

/** The classes that the files hold; spellings that read alike are one class. */
function namedClasses({ byCode }: FoundClasses, codes: Readonly<Record<string, string>>): string[] {
  const names = new Map(Object.entries(codes).map(([code, name]) => [foldName(code), name]));
  const found = new Map<string, string>();
  for (const [folded, { code }] of byCode) {
    const name = names.get(folded)?.normalize("NFC") ?? smallLetters(code);
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
      named.join("; ") + rest + "; --skip-unmatched leaves them out",
  );
}

/** CK+ names its pictures by subject, sequence and frame: "S010_004_00000017". */
const CK_PLUS_NAME = /^S\d{3}_\d{3}_\d+$/i;

/**
 * The pattern of pictures in a folder for each class, with folders for official sets above them
 * (as AffectNet has) where all of them lie in such folders; names like those of CK+ tell the
 * subject. Undefined where a picture lies in no folder.
 *
 * @example
 * ```ts
 * inferImagePattern(["train/anger/1.jpg", "val/anger/2.jpg"]); // "{part}/{class}/{any}"
 * ```
 */
export function inferImagePattern(files: readonly string[]): string | undefined {
  const paths = files.map((file) => withoutExtension(file).split("/"));
  if (paths.some((path) => path.length < 2)) return undefined;
  const parts = paths.every((path) => isPartName(path.at(-3) ?? "")) ? "{part}/" : "";
  const names = paths.every((path) => CK_PLUS_NAME.test(path.at(-1)!))
    ? "{speaker}_{any}"
    : "{any}";
  return `${parts}{class}/${names}`;
}

// What the numbers stand for by which face corpora name their classes, with FER2013's names.

/** By how the options call them; each from 0 on. */
export const numberedClasses: Record<string, readonly string[]> = {
  // Mollahosseini, Hasani, Mahoor 2019, "AffectNet", table 2.
  affectnet: ["neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", "contempt"],
  // Lucey et al. 2010, "The Extended Cohn-Kanade Dataset (CK+)", the label files' numbers.
  ckplus: ["neutral", "angry", "contempt", "disgust", "fear", "happy", "sad", "surprise"],
};
