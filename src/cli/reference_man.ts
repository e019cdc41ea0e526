/** In: the program's description. Out: its manual page for `man`, in roff's macros (man(7)). */
import {
  type CommandDescription,
  flatCommands,
  type OptionDescription,
  sentence,
} from "./describe_program.ts";
import { surroundings } from "./surroundings.ts";

/**
 * The whole page, of section 1; ends with a line feed.
 *
 * @example
 * ```sh
 * duygu reference --man > duygu.1 && man ./duygu.1
 * ```
 */
export function referenceMan(program: CommandDescription, version: string): string {
  const commands = flatCommands(program).slice(1);
  return [
    `.TH DUYGU 1 "" "duygu ${plain(version)}"`,
    ".SH NAME",
    `duygu \\- ${plain(program.description)}`,
    ".SH SYNOPSIS",
    ".B duygu",
    plain("[global options] command [arguments] [options]"),
    ".SH GLOBAL OPTIONS",
    "Understood by every command, before or after its name.",
    ...program.options.flatMap(optionLines),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH WHERE A VALUE COMES FROM",
    "The strongest first:",
    ...surroundings.origins.flatMap((origin, at) => [`.IP ${at + 1}. 4`, plain(origin)]),
    ".SH ENVIRONMENT",
    ...surroundings.variables.flatMap(([name, meaning]) => tagged(`.B ${plain(name)}`, meaning)),
    ".SH EXIT STATUS",
    ...surroundings.exitCodes.flatMap(([code, meaning]) => tagged(`.B ${code}`, meaning)),
  ].join("\n") + "\n";
}

function commandLines(command: CommandDescription): string[] {
  const { words, usage, notes } = command;
  return [
    `.SS "duygu ${plain(words.join(" "))} ${plain(usage).replaceAll('"', '""')}"`,
    plain(sentence(command)),
    ...command.arguments.flatMap(({ usage, description, choices }) =>
      tagged(`.I ${plain(usage)}`, withChoices(description, choices))
    ),
    ...command.options.flatMap(optionLines),
    ...notes ? [".PP", ".nf", ...notes.split("\n").map(plain), ".fi"] : [],
  ];
}

function optionLines(option: OptionDescription): string[] {
  const { flags, description, choices, default: byDefault, variable } = option;
  const notes = [
    ...byDefault === undefined ? [] : [`default: ${byDefault}`],
    ...variable === undefined ? [] : [`environment: ${variable}`],
  ];
  const text = withChoices(description, choices);
  return tagged(`.B ${plain(flags)}`, notes.length ? `${text} (${notes.join("; ")})` : text);
}

function withChoices(description: string, choices: readonly string[]): string {
  return choices.length ? `${description}: ${choices.join(", ")}` : description;
}

/** A term with what it means, indented below it. */
function tagged(term: string, meaning: string): string[] {
  return [".TP", term, plain(meaning)];
}

/** What roff would read as an escape, a hyphen or a request, and what is not ASCII, as signs. */
function plain(text: string): string {
  const escaped = text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
  const ascii = escaped.replaceAll(/\P{ASCII}/gu, (sign) => {
    const code = sign.codePointAt(0)!.toString(16).toUpperCase();
    return `\\[u${code.padStart(4, "0")}]`;
  });
  return ascii.replaceAll(/^(?=[.'])/gm, "\\&");
}
