/** What holds for all commands, for the reference in Markdown and as a manual page. */
import { markdownTable } from "../base/text.ts";
import {
  type CommandDescription,
  flatCommands,
  type OptionDescription,
  sentence,
} from "./describe_program.ts";
import { SETTINGS_FILE } from "./settings_file.ts";

/** Where a value comes from, what the environment may say, and what exit codes mean. */
const surroundings = {
  /** The strongest first. */
  origins: [
    "the option on the command line;",
    "the environment variable, where the option has one;",
    `the file of settings: ${SETTINGS_FILE} in the current folder, or the one that $DUYGU_CONFIG ` +
    "names;",
    "the default.",
  ],
  /** Variables with their meaning. */
  variables: [
    ["DUYGU_DATA, DUYGU_ENGINE", "the global options of these names"],
    ["DUYGU_PRECISION", "--precision, of the commands that have it"],
    ["DUYGU_PJRT", "the PJRT plugin of the xla engine, as --plugin has it"],
    ["DUYGU_CONFIG", "the file of settings"],
    ["DUYGU_PYTHON", "a Python that holds the peers of benchmarks"],
    ["DUYGU_CACHE", "the cache folder; by default duygu in the platform's place for caches"],
    ["DUYGU_TENSORFLOW", "a folder that holds TensorFlow's libraries, instead of fetching them"],
    ["DUYGU_TENSORFLOW_LOG", "set to anything: TensorFlow's own messages are shown"],
    ["NO_COLOR", "set to anything: no colours"],
  ],
  /** Codes with their meaning. */
  exitCodes: [
    ["0", "done"],
    ["1", "a failure that the user did not cause, or a check that found something"],
    ["2", "a mistake in the call or the data; standard error says which in one sentence"],
    ["130", "ended by Ctrl-C or SIGTERM, with everything finished kept"],
  ],
} as const;

/** The whole reference; ends with a line feed. */
export function referenceMarkdown(program: CommandDescription): string {
  const commands = flatCommands(program).slice(1);
  return [
    "# duygu: reference",
    "Made by `duygu reference` from the commands' own definitions.",
    `**duygu** [GLOBAL OPTIONS] COMMAND [ARGUMENTS] [OPTIONS]`,
    sentence(program),
    "## Commands",
    commands.map(({ words, description }) => {
      const name = words.join(" ");
      return `- [\`${name}\`](#duygu-${words.join("-")}): ${description}`;
    }).join("\n"),
    "## Global options",
    "Understood by every command, before or after its name.",
    optionTable(program.options),
    ...aboutAll,
    ...commands.flatMap(commandSection),
  ].join("\n\n") + "\n";
}

const aboutAll = [
  "## Where a value comes from",
  "The strongest first:",
  surroundings.origins.map((origin, at) => `${at + 1}. ${asCode(origin)}`).join("\n"),
  "The file holds options by their long names without hyphens in front; those of one command " +
  "stand under the command's name, those of a subcommand within that:",
  "```json\n" +
  '{\n  "data": "/corpora",\n  "engine": "wasm",\n' +
  '  "train": { "runs": "/runs", "epochs": 20, "balanced": true },\n' +
  '  "bench": { "engine": { "rounds": 12 } }\n}\n```',
  "A run's own configuration is another file: `train --config` and `tune --config` take one with " +
  "fields of a run's `config.json`, and the options of training win over it.",
  "## Environment",
  markdownTable(
    ["variable", "meaning"],
    surroundings.variables.map(([name, meaning]) => [`\`${name}\``, meaning]),
  ),
  "## Exit codes",
  markdownTable(["code", "meaning"], surroundings.exitCodes.map((row) => [...row])),
  "Results go to standard output; progress, notes and errors go to standard error.",
];

/** Names of files and variables as code. */
function asCode(text: string): string {
  return text.replaceAll(/\$[A-Z_]+|\w+\.json/g, (name) => `\`${name}\``);
}

function commandSection(command: CommandDescription): string[] {
  const { words, usage, notes, options } = command;
  return [
    `## duygu ${words.join(" ")}`,
    sentence(command),
    `**duygu ${words.join(" ")}** ${escaped(usage)}`,
    ...command.arguments.length
      ? [
        markdownTable(
          ["argument", "meaning"],
          command.arguments.map(({ usage, description, choices }) => [
            `\`${usage}\``,
            escaped([description, ...choices.length ? [choices.join(", ")] : []].join(": ")),
          ]),
        ),
      ]
      : [],
    optionTable(options),
    ...notes ? ["```text\n" + notes + "\n```"] : [],
  ];
}

function optionTable(options: OptionDescription[]): string {
  return markdownTable(
    ["option", "meaning", "default"],
    options.map(({ flags, description, choices, default: byDefault, variable }) => [
      `\`${flags}\``,
      escaped(
        description + (choices.length ? `: ${choices.join(", ")}` : "") +
          (variable ? ` ($${variable})` : ""),
      ),
      byDefault === undefined ? "" : `\`${byDefault}\``,
    ]),
  );
}

/** What Markdown would take for HTML or emphasis. */
function escaped(text: string): string {
  return text.replaceAll(/[<>*_]/g, (sign) => `\\${sign}`);
}

// The program's manual page for `man`, in roff's macros (man(7)).

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
