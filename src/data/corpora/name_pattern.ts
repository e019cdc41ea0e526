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
 * more than once. Throws UserError for an unknown, repeated, missing or directly adjoining field.
 *
 * @example
 * ```ts
 * const read = compilePattern("{class}/{speaker}-{text}-{repetition}");
 * read("corpus/happy/s1-hello-2"); // {class: "happy", speaker: "s1", text: "hello", …}
 * ```
 */
export function compilePattern(pattern: string): (path: string) => PatternMatch | undefined {
  const source = withoutExtension(pattern);
  const pieces = source.split(/\{([^{}]*)\}/);
  const fields = pieces.filter((_, at) => at % 2 === 1);
  checkFields(pattern, fields, pieces);
  const expression = pieces.map((piece, at) => {
    if (at % 2 === 0) return piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return piece === "any" ? "[^/]*?" : `(?<${piece}>[^/]+?)`;
  }).join("");
  const compiled = new RegExp(`(?:^|/)${expression}$`, "iu");
  return (path) => {
    const groups = compiled.exec(path)?.groups;
    if (!groups) return undefined;
    const { speaker = "", text = "", repetition = "", part = "" } = groups;
    return { class: groups.class, speaker, text, repetition, part };
  };
}

function checkFields(pattern: string, fields: string[], pieces: string[]) {
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
  if (!fields.includes("class")) {
    throw new UserError(`Expected the pattern "${pattern}" to have {class}, but it does not`);
  }
  const adjoining = pieces.some((piece, at) =>
    at % 2 === 0 && at > 0 && at < pieces.length - 1 && piece === ""
  );
  if (adjoining) {
    throw new UserError(`Expected text between the fields of the pattern "${pattern}"`);
  }
}
