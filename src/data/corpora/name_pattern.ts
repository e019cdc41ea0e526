/** In: a pattern such as "{speaker}_{class}_{text}.wav". Out: a reader of paths that follow it. */
import { UserError } from "../../base/user_error.ts";
import { withoutExtension } from "../list_files.ts";

const FIELDS = ["class", "speaker", "text", "repetition", "part", "any"] as const;
type Field = typeof FIELDS[number];

/** What a path says under a pattern; "" for a field that the pattern lacks. */
export type PatternMatch = Record<Exclude<Field, "any">, string>;

/**
 * Compiles `pattern`, in which {class}, {speaker}, {text}, {repetition} and {part} stand for what a
 * clip's path tells and {any} for what says nothing; the rest is literal, its case ignored. Fields never
 * reach across "/". The pattern is matched from the end of the path: "{class}/{any}" reads the
 * last folder, however deep it lies. An extension at the pattern's end is ignored. {any} may come
 * more than once. Throws UserError for an unknown, repeated or directly adjoining field and where the
 * `required` one is missing.
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
  const source = withoutExtension(pattern);
  const pieces = source.split(/\{([^{}]*)\}/);
  const fields = pieces.filter((_, at) => at % 2 === 1);
  checkFields(pattern, fields, pieces, required);
  const literals = pieces.map((piece, at) => at % 2 === 0 ? literalAt(piece) : undefined);
  return (path) => {
    const found = matchPieces(pieces, literals, path);
    if (!found) return undefined;
    const { speaker = "", text = "", repetition = "", part = "" } = found;
    return { class: found.class ?? "", speaker, text, repetition, part };
  };
}

/** Says where a literal that begins at a place of a path ends; -1 where it is not there. */
type Literal = (path: string, start: number) => number;

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
 * a stranger takes no more steps than pieces times the square of the path's length.
 */
function matchPieces(
  pieces: string[],
  literals: (Literal | undefined)[],
  path: string,
): Partial<Record<Field, string>> | undefined {
  const failed = new Set<number>();
  const fields: Partial<Record<Field, string>> = {};
  const matchFrom = (piece: number, start: number): boolean => {
    if (piece === pieces.length) return start === path.length;
    const key = piece * (path.length + 1) + start;
    if (failed.has(key)) return false;
    const literal = literals[piece];
    const isMatch = literal
      ? literal(path, start) >= 0 && matchFrom(piece + 1, literal(path, start))
      : matchField(piece, start);
    if (!isMatch) failed.add(key);
    return isMatch;
  };
  const matchField = (piece: number, start: number): boolean => {
    const name = pieces[piece] as Field;
    for (let end = start + (name === "any" ? 0 : 1); end <= path.length; end++) {
      if (end > start && path[end - 1] === "/") return false;
      if (matchFrom(piece + 1, end)) {
        fields[name] = path.slice(start, end);
        return true;
      }
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

function checkFields(pattern: string, fields: string[], pieces: string[], required: Field) {
  for (const field of fields) {
    if (!FIELDS.some((known) => known === field)) {
      throw new UserError(
        `Expected the fields of the pattern "${pattern}" to be ` +
          `${FIELDS.map((known) => `{${known}}`).join(", ")}, but found {${field}}`,
      );
    }
    if (field !== "any" && fields.filter((other) => other === field).length > 1) {
      throw new UserError(`Expected the pattern "${pattern}" to have {${field}} once`);
    }
  }
  if (!fields.includes(required)) {
    throw new UserError(`Expected the pattern "${pattern}" to have {${required}}, but it does not`);
  }
  const adjoining = pieces.some((piece, at) =>
    at % 2 === 0 && at > 0 && at < pieces.length - 1 && piece === ""
  );
  if (adjoining) {
    throw new UserError(`Expected text between the fields of the pattern "${pattern}"`);
  }
}
