import { homedir } from "node:os";
import { join, sep as SEPARATOR } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { pathExists } from "../base/files.ts";
import { didYouMean } from "../base/text.ts";
import { UserError } from "../base/user_error.ts";
import type { Corpus } from "../data/corpus.ts";
import type { EncoderConfig } from "../dsp/encoder/encoder_config.ts";
import type { ImportedConfig } from "../dsp/feature_config.ts";
import { precisions } from "../engine/precision.ts";
import { publishedFolder } from "../report/results_files.ts";
import { withoutPassword } from "../jobs/queue.ts";

/**
 * A parser for commander's options that take a number. It throws UserError, naming `flag`.
 *
 * @example
 * ```ts
 * program.option("--epochs <count>", "at most so many", numberOption("--epochs"));
 * ```
 */
export function numberOption(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value)) return value;
    throw new UserError(`Expected ${flag} to be a number, but found "${text}"`);
  };
}

/**
 * A parser for commander's options that count something; commander names the option at fault.
 *
 * @example
 * ```ts
 * program.option("--rounds <count>", "rounds that count", wholeNumberOption, 8);
 * ```
 */
export function wholeNumberOption(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}

/**
 * A parser as {@link wholeNumberOption}, for whole numbers from `least` on, up to `most`: for seeds,
 * and for what may be none.
 */
export function wholeNumberFrom(least: number, most?: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const isWithin = value >= least && value <= (most ?? value);
    if (text.trim() !== "" && Number.isSafeInteger(value) && isWithin) return value;
    const end = most === undefined ? "on" : `to ${most}`;
    throw new InvalidArgumentError(`Expected a whole number from ${least} ${end}.`);
  };
}

/** A parser as {@link wholeNumberOption}, for rates, hertz and seconds. */
export function positiveOption(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a number above 0.");
}

/** Layers of an encoder, as `--layers` names them. */
export type LayersFlag = number[] | "all" | "auto";

/** A parser for `--layers`: "auto", "all", or numbers as in "1,2"; each from 1 on, once. */
export function layersOption(text: string): LayersFlag {
  if (text === "all" || text === "auto") return text;
  const layers = commaListOption(text).map(wholeNumberOption);
  if (layers.length && new Set(layers).size === layers.length) return layers;
  throw new InvalidArgumentError(
    "Expected auto, all, or numbers of layers, such as 2 or 1,2, each once.",
  );
}

/** A parser for commander's options that take names, separated by commas. */
export function commaListOption(text: string): string[] {
  return text.split(",").map((item) => item.trim()).filter((item) => item !== "");
}

/** Like {@link commaListOption}, for items that must each be one of `names`. */
export function commaChoicesOption(names: readonly string[]): (text: string) => string[] {
  return (text) => {
    const items = commaListOption(text);
    const unknown = items.find((item) => !names.includes(item));
    if (unknown === undefined) return items;
    const end = didYouMean(unknown, names) || ".";
    throw new InvalidArgumentError(`Allowed are ${names.join(", ")}, but found ${unknown}${end}`);
  };
}

/**
 * The encoder, the table of features of `corpus` or the set of features that `--features` and
 * `--layers` name. Throws UserError where they do not fit.
 */
export async function featuresOf(
  { features, layers }: { features?: string; layers?: LayersFlag },
  corpus: () => Promise<Corpus>,
): Promise<{ encoder?: EncoderConfig; imported?: ImportedConfig; egemaps?: true }> {
  const [, kind, file] = /^(encoder|table):(.+)$/.exec(features ?? "") ?? [];
  if (layers !== undefined && kind !== "encoder") {
    throw new UserError("Expected --features encoder:FILE beside --layers, but it is missing");
  }
  if (features === undefined) return {};
  if (features === "egemaps") return { egemaps: true };
  // What an encoder needs is loaded only where one is named.
  if (kind === "encoder") {
    const { addEncoder } = await import("../dsp/encoder/open_encoder.ts");
    return {
      encoder: await addEncoder(file, { layers: layers === "all" ? undefined : layers ?? "auto" }),
    };
  }
  if (kind === "table") {
    const { importFeatures } = await import("../dsp/import_features.ts");
    return { imported: await importFeatures(file, await corpus()) };
  }
  throw new UserError(
    `Expected --features to be egemaps, encoder:FILE or table:CSV, but found ${features}`,
  );
}

/** `--precision`, of commands that choose how a network is trained; see `createPredictor`. */
export function precisionOption(): Option {
  return new Option(
    "--precision <type>",
    "of convolutions and matrix products in training; by default the network's own",
  ).choices(precisions).env("DUYGU_PRECISION");
}

/** `--python`, of a Python that holds `what`; stronger than $DUYGU_PYTHON. */
export function pythonOption(what: string): Option {
  return new Option("--python <path>", `a Python that holds ${what}`).env("DUYGU_PYTHON");
}

/**
 * `--publish`, with the values that it gives to other options where those are not given: files in
 * results/ instead of reports/.
 */
export function publishOption(places: Record<string, string>): Option {
  return new Option(
    "--publish",
    `for Duygu's developers: write into ${publishedFolder}/, which is committed`,
  ).implies(places);
}

/**
 * The first option that the command line gives and that is none of `allowed` (names as in the
 * command's values), as it is written; undefined where there is none.
 */
export function surplusOption(command: Command, allowed: readonly string[]): string | undefined {
  return firstGiven(command, (name) => !allowed.includes(name));
}

/**
 * The first of the options called `names` in the command's values that the command line gives, as it
 * is written; undefined where it gives none.
 */
export function givenOption(command: Command, names: readonly string[]): string | undefined {
  return firstGiven(command, (name) => names.includes(name));
}

function firstGiven(command: Command, isMeant: (name: string) => boolean): string | undefined {
  const given = Object.keys(command.optsWithGlobals()).find((name) =>
    command.getOptionValueSourceWithGlobals(name) === "cli" && isMeant(name)
  );
  if (given === undefined) return undefined;
  const all = lineOf(command).flatMap(({ options }) => options);
  return all.find((option) => option.attributeName() === given)?.long ?? `--${given}`;
}

/**
 * Throws UserError where the command line gives an option that is neither one of `used` (names as
 * in the command's values) nor one that every command has: `beside` leaves it without use.
 */
export function refuseSurplus(command: Command, used: readonly string[], beside: string): void {
  refuse(surplusOption(command, [...namesOf(lineOf(command).at(-1)!), ...used]), beside);
}

/** Throws UserError where the command line gives one of `unused`, as {@link refuseSurplus} does. */
export function refuseGiven(command: Command, unused: readonly string[], beside: string): void {
  refuse(givenOption(command, unused), beside);
}

function refuse(surplus: string | undefined, beside: string): void {
  if (surplus === undefined) return;
  throw new UserError(`Expected no ${surplus} beside ${beside}, which has no use for it`);
}

/**
 * Makes the subcommands of `parent` refuse its own options, which they would pass over; `shared`
 * names, for a subcommand, those that it reads all the same.
 */
export function refuseParentsOptions(
  parent: Command,
  shared: Readonly<Record<string, readonly string[]>> = {},
): void {
  parent.hook("preAction", (_, called) => {
    if (called === parent) return;
    const used = [...namesOf(called), ...shared[called.name()] ?? []];
    refuseSurplus(called, used, `${parent.name()} ${called.name()}`);
  });
}

/** The command and those above it, up to the program. */
function lineOf(command: Command): Command[] {
  return command.parent ? [command, ...lineOf(command.parent)] : [command];
}

/** The command's options as its values name them. */
function namesOf({ options }: Command): string[] {
  return options.map((option) => option.attributeName());
}

/**
 * Throws UserError where the option called `name` in the command's values is given, and names a
 * folder without summary.json. Its default may be missing: it is only where results usually are.
 */
export function requireNamedSummary(command: Command, name: string): void {
  if (command.getOptionValueSource(name) === "default") return;
  const folder: string = command.getOptionValue(name);
  if (pathExists(join(folder, "summary.json"))) return;
  const flag = command.options.find((option) => option.attributeName() === name)!.long;
  throw new UserError(
    `Expected ${flag} to name a folder with summary.json, as \`bench\` writes it, but found none ` +
      `in ${folder}`,
  );
}

/**
 * "duygu" and `args`, as others may read and repeat it: without passwords, with variables for this
 * machine's folders, and quoted where they have spaces.
 */
export function typedCommand(args: readonly string[] = Deno.args): string {
  const quoted = args.map(withoutFolders)
    .map((word) => /\s|^$/.test(word) ? JSON.stringify(word) : word);
  return ["duygu", ...quoted].map(withoutPassword).join(" ");
}

/** A port's number; 0 takes a free one. */
export const portOption = wholeNumberFrom(0, 65535);

/** Folders of this machine as a shell elsewhere finds its own. */
function withoutFolders(word: string): string {
  const [, flag = "", path] = word.match(/^(--[\w-]+=)?(.*)$/s)!;
  const folders = { "$DUYGU_CACHE": Deno.env.get("DUYGU_CACHE"), "$HOME": homedir() };
  for (const [name, folder] of Object.entries(folders)) {
    if (folder && (path === folder || path.startsWith(folder + SEPARATOR))) {
      return flag + name + path.slice(folder.length);
    }
  }
  return word;
}
