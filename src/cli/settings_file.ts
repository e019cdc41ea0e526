/**
 * Keys are the options' long names; those of one command stand under the command's name: `{ "data":
 * "/corpora", "train": { "runs": "/runs", "epochs": 20 } }`.
 */
import type { Command, Option } from "commander";
import { z } from "zod";
import { pathExists } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { didYouMean } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const settingsSchema = z.record(
  z.string(),
  z.union([valueSchema, z.record(z.string(), z.unknown())]),
);

type Value = z.infer<typeof valueSchema>;

/** The file's content and its path, for error messages. */
interface Settings {
  path: string;
  values: z.infer<typeof settingsSchema>;
}

/** The file of settings in the current folder where $DUYGU_CONFIG names no other. */
export const SETTINGS_FILE = "duygu.json";

/**
 * Reads the settings; undefined where there are none. Throws UserError where the file that
 * $DUYGU_CONFIG names is missing, and where one is malformed.
 */
export async function readSettings(): Promise<Settings | undefined> {
  const named = Deno.env.get("DUYGU_CONFIG");
  if (!named && !pathExists(SETTINGS_FILE)) return undefined;
  const path = named || SETTINGS_FILE;
  return { path, values: await readJson(path, settingsSchema) };
}

/**
 * Gives the program's options, and those of the commands that it holds, the values of `settings`.
 * Throws UserError for a name that neither an option nor one of `names`, the commands, has, and for
 * a value that the option does not take.
 */
export function applySettings(
  program: Command,
  settings: Settings | undefined,
  names: readonly string[],
): void {
  if (!settings) return;
  for (const [name, value] of Object.entries(settings.values)) {
    if (!isGroup(value)) setOption(program, name, value, settings.path);
    else if (!names.includes(name)) throw unknownName(settings.path, name, [...names]);
    else applyGroup(program, name, value, settings.path);
  }
}

/** Subcommands have groups within their command's. */
function applyGroup(
  parent: Command,
  name: string,
  group: Record<string, unknown>,
  path: string,
): void {
  // Other commands than the one that is called are not loaded, and hold no options yet.
  const command = parent.commands.find((one) => one.name() === name);
  if (!command || (command.options.length === 0 && command.commands.length === 0)) return;
  for (const [key, value] of Object.entries(group)) {
    const checked = valueSchema.safeParse(value);
    if (isGroup(value)) applyGroup(command, key, value, path);
    // Where a subcommand is called, its command is not loaded, and holds only that.
    else if (checked.success && command.options.length === 0) continue;
    else if (checked.success) setOption(command, key, checked.data, path);
    else {throw new UserError(
        `${path} field ${name}.${key}: Expected text, a number, true or false`,
      );}
  }
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function setOption(command: Command, name: string, value: Value, path: string): void {
  const option = command.options.find(({ long }) => long === `--${name}`);
  const known = command.options.flatMap(({ long }) => long ? [long.slice(2)] : []);
  if (!option) throw unknownName(path, name, known);
  const checked = read(option, value, path);
  // Words of the command line are added to a list, unless it is the default.
  if (option.variadic) option.default(checked);
  command.setOptionValueWithSource(option.attributeName(), checked, "config");
}

function read(option: Option, value: Value, path: string): unknown {
  const field = `${path} field ${option.long!.slice(2)}`;
  if (option.isBoolean() || option.negate) {
    if (typeof value !== "boolean") {
      throw new UserError(`${field}: Expected true or false, but found ${JSON.stringify(value)}`);
    }
    return option.negate ? !value : value;
  }
  const words = Array.isArray(value) ? value : [String(value)];
  if (words.includes("")) throw new UserError(`${field}: Expected a value, but it is empty`);
  if (typeof value === "boolean" || (Array.isArray(value) && !option.variadic)) {
    throw new UserError(`${field}: Expected one value, but found ${JSON.stringify(value)}`);
  }
  if (typeof value === "number" && !option.parseArg) {
    throw new UserError(`${field}: Expected text, but found the number ${value}`);
  }
  try {
    if (option.variadic) {
      return words.reduce((list: unknown, word) => collect(option, word, list), undefined);
    }
    return option.parseArg ? option.parseArg(words[0], undefined as never) : words[0];
  } catch (error) {
    throw new UserError(`${field}: ${(error as Error).message}`);
  }
}

function collect(option: Option, word: string, list: unknown): unknown {
  if (option.parseArg) return option.parseArg(word, list as never);
  return [...list as string[] ?? [], word];
}

function unknownName(path: string, name: string, known: string[]): UserError {
  return new UserError(
    `${path}: Expected one of ${known.join(", ")}, but found ${name}${didYouMean(name, known)}`,
  );
}
