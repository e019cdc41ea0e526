/** In: the program's description. Out: its reference in Markdown, in the order of a manual page. */
import { markdownTable } from "../base/text.ts";
import {
  type CommandDescription,
  flatCommands,
  type OptionDescription,
  sentence,
} from "./describe_program.ts";
import { surroundings } from "./surroundings.ts";

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
