import type { z } from "zod";
import { readText } from "./files.ts";
import { UserError } from "./user_error.ts";

/**
 * Checks `value`, read from `source` (a file's path, a flag's name), against `schema`.
 * Throws a UserError that names the first field at fault.
 */
export function checkShape<T>(value: unknown, schema: z.ZodType<T>, source: string): T {
  const result = schema.safeParse(value, { error: inWords });
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  const field = path.length ? ` field ${path.map(String).join(".")}` : "";
  throw new UserError(`${source}${field}: ${message}`);
}

/** What a value of the wrong type or size should be, and is; undefined leaves the library's text. */
function inWords({ input, ...issue }: z.core.$ZodRawIssue): string | undefined {
  if (input === undefined) return "Expected a value, but it is missing";
  const expected = expectedOf(issue);
  return expected && `Expected ${expected}, but found ${shortened(JSON.stringify(input) ?? "")}`;
}

function expectedOf(issue: Omit<z.core.$ZodRawIssue, "input">): string | undefined {
  const { code, origin, minimum, maximum, inclusive, expected } = issue;
  if (code === "invalid_type") return TYPES[expected as string];
  if (origin !== "number" && origin !== "int") return undefined;
  if (code === "too_small") return inclusive ? `at least ${minimum}` : `more than ${minimum}`;
  return code === "too_big" ? inclusive ? `at most ${maximum}` : `less than ${maximum}` : undefined;
}

const TYPES: Record<string, string> = {
  number: "a number",
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Parses `text`, read from `source`, as JSON and checks it against `schema`. Throws UserError. */
export function parseJson<T>(text: string, schema: z.ZodType<T>, source: string): T {
  let value: unknown;
  try {
    // Editors on Windows put a mark of byte order in front.
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    // The message quotes the text, with its line breaks.
    const reason = (error as Error).message.replace(/\s+/g, " ");
    throw new UserError(`Expected ${source} to hold JSON, but ${reason}`);
  }
  return checkShape(value, schema, source);
}

/**
 * Reads and checks the JSON file at `path`, in UTF-8 or UTF-16. Throws UserError where it is
 * missing or malformed.
 */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return parseJson(await readText(path), schema, path);
}

/** Lines of {@link jsonText} are no longer than this where they can be broken. */
const LONGEST_LINE = 100;

/**
 * `value` as JSON that people read and that stays small: objects and arrays on one line where they
 * fit, else an item a line, indented by a space a level.
 *
 * @example
 * ```ts
 * await writeFileWhole(path, jsonText(rows));
 * ```
 */
export function jsonText(value: unknown): string {
  return broken(JSON.parse(JSON.stringify(value)), "") + "\n";
}

function broken(value: unknown, indent: string): string {
  const whole = JSON.stringify(value);
  if (value === null || typeof value !== "object" || whole.length + indent.length <= LONGEST_LINE) {
    return whole;
  }
  const inner = `${indent} `;
  const [open, close, items] = Array.isArray(value)
    ? ["[", "]", value.map((item) => broken(item, inner))]
    : [
      "{",
      "}",
      Object.entries(value).map(([name, item]) =>
        `${JSON.stringify(name)}: ${broken(item, inner)}`
      ),
    ];
  return `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
}

/**
 * A table as JSON, one row a line, so that differences show what changed, under what is known `about`
 * all of it.
 */
export function rowsText(about: Record<string, unknown>, rows: readonly unknown[]): string {
  const head = Object.entries(about)
    .map(([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  const lines = rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n");
  return `{\n${head.join("")} "rows": [\n${lines}\n ]\n}\n`;
}
