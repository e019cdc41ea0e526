import type { Argument, Command, Option } from "commander";

/** An option of a command. */
export interface OptionDescription {
  /** As the help has it, such as "-h, --help" or "--seed <number>". */
  flags: string;
  /** Every way to write it, such as "-h" and "--help". */
  names: string[];
  description: string;
  /** What stands for its value, such as "dir"; undefined where it takes none. */
  placeholder?: string;
  choices: readonly string[];
  default?: string;
  /** The environment variable that sets it. */
  variable?: string;
}

/** An argument of a command. */
export interface ArgumentDescription {
  name: string;
  /** As the help has it, such as "[corpora...]". */
  usage: string;
  description: string;
  choices: readonly string[];
}

/** A command with its subcommands. */
export interface CommandDescription {
  /** Its words, such as ["bench", "engine"]; none for the program. */
  words: string[];
  /** What follows the words, such as "[options] <run>". */
  usage: string;
  description: string;
  arguments: ArgumentDescription[];
  options: OptionDescription[];
  /** Notes and examples, which stand below the options in the help. */
  notes: string;
  commands: CommandDescription[];
}

/** Describes `command`, which `words` call, and all below it. */
export function describeProgram(command: Command, words: string[] = []): CommandDescription {
  return {
    words,
    usage: command.usage(),
    description: command.description(),
    arguments: command.registeredArguments.map(describeArgument),
    options: [...command.options.filter(({ hidden }) => !hidden).map(describeOption), {
      flags: "-h, --help",
      names: ["-h", "--help"],
      description: "display help for command",
      choices: [],
    }],
    notes: notesOf(command),
    commands: command.commands.map((one) => describeProgram(one, [...words, one.name()])),
  };
}

/** The description as a sentence. */
export function sentence({ description }: CommandDescription): string {
  return /[.?!]$/.test(description) ? description : `${description}.`;
}

/** `command` and all below it, in the order of the help. */
export function flatCommands(command: CommandDescription): CommandDescription[] {
  return [command, ...command.commands.flatMap(flatCommands)];
}

function describeArgument(argument: Argument): ArgumentDescription {
  const name = argument.name() + (argument.variadic ? "..." : "");
  return {
    name: argument.name(),
    usage: argument.required ? `<${name}>` : `[${name}]`,
    description: argument.description,
    choices: argument.argChoices ?? [],
  };
}

function describeOption(option: Option): OptionDescription {
  const { flags, short, long, description, argChoices, defaultValue, envVar } = option;
  const shown = option.defaultValueDescription ??
    (defaultValue === undefined || typeof defaultValue === "boolean"
      ? undefined
      : String(defaultValue));
  return {
    flags,
    names: [short, long].filter((name) => name !== undefined),
    description,
    placeholder: /[<[]([^\].>]+)/.exec(flags)?.[1],
    choices: argChoices ?? [],
    default: shown,
    variable: envVar,
  };
}

/** What addHelpText has put after the help, which commander only ever prints. */
function notesOf(command: Command): string {
  let printed = "";
  const before = command.configureOutput();
  command.configureOutput({ ...before, writeOut: (text) => printed += text });
  command.outputHelp();
  const help = command.helpInformation();
  command.configureOutput(before);
  return printed.slice(help.length).trim();
}
