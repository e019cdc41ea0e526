import { UserError } from "../../base/user_error.ts";
import type { ClipName, CorpusProblem, FileListing, NamedFile } from "../corpus_layout.ts";
import { listFiles, type MediaKind, withoutExtension } from "../files.ts";

/**
 * What `readName` says of a file: its clip and perhaps a remark; or why it is no clip; or that it
 * belongs to the corpus but is not meant to be one.
 */
export type NameReading =
  | { clip: ClipName; remark?: string }
  | { refusal: string }
  | { ignored: true };

/**
 * Reads the name of every recording (or picture, by `kind`) below `root` (only below `folders`,
 * where given) with `readName`. Files that are no clip, second files of one id, and what {@link
 * listFiles} finds odd become problems. Ids are in Unicode's form NFC, whatever the system that
 * wrote the names, unless two files would then have the same.
 */
export async function listNamedFiles(
  root: string,
  readName: (relativePath: string) => NameReading,
  folders: string[] = [""],
  kind: MediaKind = "audio",
): Promise<FileListing> {
  const files = new Map<string, NamedFile>();
  const isInside = (path: string) =>
    folders.some((folder) => folder === "" || path === folder || path.startsWith(`${folder}/`));
  const found = await listFiles(root, kind);
  const problems: CorpusProblem[] = found.oddities.filter((odd) => isInside(odd.relativePath));
  const names = new Set(found.files);
  for (const relativePath of found.files.filter(isInside)) {
    const reading = readName(relativePath);
    if ("ignored" in reading) continue;
    if ("refusal" in reading) {
      problems.push({ relativePath, problem: reading.refusal, skipped: true });
      continue;
    }
    const { clip, remark } = reading;
    const composed = relativePath.normalize("NFC");
    const isTaken = composed !== relativePath && names.has(composed);
    const id = isTaken ? clip.id : clip.id.normalize("NFC");
    const first = files.get(id);
    if (first) {
      const problem = `is the same clip as ${first.relativePath}`;
      problems.push({ relativePath, problem, skipped: true });
      continue;
    }
    files.set(id, { ...clip, id, relativePath });
    if (remark) problems.push({ relativePath, problem: remark, skipped: false });
  }
  const byId = [...files.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { kind, root, files: byId, problems };
}

/** So many refused files are named. */
const NAMED_AT_MOST = 3;

/**
 * Throws UserError where a listing has no clip: `what` should be there, such as "ANAD's segments",
 * and the files that were refused are named with the reason.
 */
export function requireClips({ root, files, problems }: FileListing, what: string): void {
  if (files.length) return;
  throw new UserError(`Expected ${root} to hold ${what}, but ${refusals(problems)}`);
}

/** "none is there", or why none of those that are there is a clip. */
export function refusals(problems: readonly CorpusProblem[]): string {
  const refused = problems.filter((problem) => problem.skipped);
  if (!refused.length) return "none is there";
  const named = refused.slice(0, NAMED_AT_MOST)
    .map(({ relativePath, problem }) => `${relativePath} ${problem}`);
  const more = refused.length - named.length;
  const count = refused.length === 1 ? "the only file" : `none of ${refused.length} files`;
  const verb = refused.length === 1 ? "cannot be used" : "can be used";
  return `${count} ${verb}: ${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

const FIELDS = ["class", "speaker", "text", "repetition", "part", "any"] as const;
type Field = typeof FIELDS[number];

/** What a path says under a pattern; "" for a field that the pattern lacks. */
export type PatternMatch = Record<Exclude<Field, "any">, string>;

/**
 * A field of a pattern: what it reads, and how many characters (code points) long it is; undefined
 * where any length fits.
 */
interface FieldPiece {
  name: Field;
  width: number | undefined;
}

/** Says where a literal that begins at a place of a path ends; -1 where it is not there. */
type Literal = (path: string, start: number) => number;

/** A pattern in the order of reading: literals and fields take turns. */
type Piece = FieldPiece | Literal;

/**
 * Compiles `pattern`, in which {class}, {speaker}, {text}, {repetition} and {part} stand for what a
 * clip's path tells and {any} for what is ignored; the rest is literal, its case ignored. A field
 * with a width, such as {speaker:2}, is so many characters long; fields may stand side by side as
 * long as all but one of them have a width: "{speaker:2}{text:3}{class:1}{repetition:1}" reads
 * "03a01Fa". Fields never reach across "/". The pattern is matched from the end of the path:
 * "{class}/{any}" reads the last folder, however deep it lies. An extension at the pattern's end is
 * ignored. {any} may come more than once. Throws UserError for an unknown or repeated field, where
 * the `required` one is missing, for a width that is no whole number from 1 on, and for fields side
 * by side without widths.
 *
 * @example
 * ```ts
 * const read = compilePattern("{class}/{speaker}-{text}-{repetition}");
 * read("corpus/happy/s1-hello-2"); // {class: "happy", speaker: "s1", text: "hello", …}
 * ```
 */
export function compilePattern(
  pattern: string,
  required: Exclude<Field, "any"> = "class",
): (path: string) => PatternMatch | undefined {
  const parts = withoutExtension(pattern).split(/\{([^{}]*)\}/);
  const pieces = parts.map((part, at): Piece =>
    at % 2 === 0 ? literalAt(part) : parseField(pattern, part)
  );
  checkFields(pattern, pieces, parts, required);
  return (path) => {
    const found = matchPieces(pieces, path);
    if (!found) return undefined;
    const { speaker = "", text = "", repetition = "", part = "" } = found;
    return { class: found.class ?? "", speaker, text, repetition, part };
  };
}

function literalAt(piece: string): Literal {
  const expression = new RegExp(piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "iuy");
  return (path, start) => {
    expression.lastIndex = start;
    return expression.test(path) ? expression.lastIndex : -1;
  };
}

/**
 * The fields of the first match whose end is the path's, each field as short as possible, as a
 * regular expression would find it. What has failed once is not tried again, so that a pattern from
 * an untrusted user takes no more steps than pieces times the square of the path's length.
 */
function matchPieces(
  pieces: readonly Piece[],
  path: string,
): Partial<Record<Field, string>> | undefined {
  const failed = new Set<number>();
  const fields: Partial<Record<Field, string>> = {};
  const matchFrom = (piece: number, start: number): boolean => {
    if (piece === pieces.length) return start === path.length;
    const key = piece * (path.length + 1) + start;
    if (failed.has(key)) return false;
    const own = pieces[piece];
    const isMatch = typeof own === "function"
      ? own(path, start) >= 0 && matchFrom(piece + 1, own(path, start))
      : matchField(own, piece, start);
    if (!isMatch) failed.add(key);
    return isMatch;
  };
  const matchField = ({ name, width }: FieldPiece, piece: number, start: number): boolean => {
    const least = width ?? (name === "any" ? 0 : 1);
    let end = start;
    for (let length = 0; length <= (width ?? Infinity); length++) {
      if (length >= least && matchFrom(piece + 1, end)) {
        fields[name] = path.slice(start, end);
        return true;
      }
      if (end === path.length || path[end] === "/") return false;
      end += String.fromCodePoint(path.codePointAt(end)!).length;
    }
    return false;
  };
  for (let start = 0; start >= 0; start = nextFolder(path, start)) {
    if (matchFrom(0, start)) return fields;
  }
  return undefined;
}

/** Where the next name of the path begins; -1 where there is none. */
function nextFolder(path: string, start: number): number {
  return path.indexOf("/", start) + 1 || -1;
}

function parseField(pattern: string, text: string): FieldPiece {
  const [word, digits, ...rest] = text.split(":");
  const name = FIELDS.find((known) => known === word);
  if (!name) {
    throw new UserError(
      `Expected the fields of the pattern "${pattern}" to be ` +
        `${FIELDS.map((known) => `{${known}}`).join(", ")}, but found {${text}}`,
    );
  }
  const width = digits === undefined ? undefined : Number(digits);
  const isWidth = width === undefined || (/^[1-9]\d{0,2}$/.test(digits) && !rest.length);
  if (isWidth) return { name, width };
  throw new UserError(
    `Expected a width in the pattern "${pattern}" to be a whole number of characters, such as ` +
      `{${name}:2}, but found {${text}}`,
  );
}

function checkFields(
  pattern: string,
  pieces: readonly Piece[],
  parts: readonly string[],
  required: Field,
) {
  const fields = pieces.filter((piece) => typeof piece !== "function");
  for (const { name } of fields) {
    if (name !== "any" && fields.filter((other) => other.name === name).length > 1) {
      throw new UserError(`Expected the pattern "${pattern}" to have {${name}} once`);
    }
  }
  if (!fields.some(({ name }) => name === required)) {
    throw new UserError(`Expected the pattern "${pattern}" to have {${required}}, but it does not`);
  }
  let isOpen = false;
  for (const [at, piece] of pieces.entries()) {
    if (typeof piece === "function") {
      if (parts[at] !== "") isOpen = false;
    } else if (piece.width === undefined) {
      if (isOpen) {
        throw new UserError(
          `Expected text between the fields of the pattern "${pattern}", or widths such as ` +
            `{${piece.name}:2}`,
        );
      }
      isOpen = true;
    }
  }
}
