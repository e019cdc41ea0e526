/**
 * In: JSON text from outside and a zod schema. Out: a checked value, or one sentence that names
 * the file, the field, what was expected and what was found.
 */
import type { z } from "zod";
import { refuseSpecialFile } from "./special_file.ts";
import { unreadableFile } from "./unreadable_file.ts";
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
    value = JSON.parse(text);
  } catch (error) {
    // The message quotes the text, with its line breaks.
    const reason = (error as Error).message.replace(/\s+/g, " ");
    throw new UserError(`Expected ${source} to hold JSON, but ${reason}`);
  }
  return checkShape(value, schema, source);
}

/** Reads and checks the JSON file at `path`. Throws UserError where it is missing or malformed. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  await refuseSpecialFile(path);
  const text = await Deno.readTextFile(path).catch((error) => {
    throw unreadableFile(path, error);
  });
  return parseJson(text, schema, path);
}
