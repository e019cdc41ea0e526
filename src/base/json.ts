import type { z } from "zod";
import { readText } from "./files.ts";
import { UserError } from "./user_error.ts";

/**
 * Checks `value`, read from `source` (a file's path, a flag's name), against `schema`.
 * Throws a UserError that names the first field at fault.
 */
export function checkShape<T>(value: unknown, schema: z.ZodType<T>, source: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0];
  const field = path.length ? ` field ${path.map(String).join(".")}` : "";
  throw new UserError(`${source}${field}: ${message}`);
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
