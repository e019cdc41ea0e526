import { CommanderError } from "commander";
import { type CommandEntry, commandList } from "./command_list.ts";
import { createProgram } from "./create_program.ts";

/** What a command line calls. */
export interface CalledCommand {
  /** Where the arguments begin with a command's name. */
  command?: CommandEntry;
  /** Where its first argument is one of its subcommands. */
  subcommand?: CommandEntry;
  /** What is no option: the command's name and its arguments, or those of a subcommand. */
  operands: string[];
  /** Whether the help of the command is requested, such as by `help train`. */
  asksHelp: boolean;
}

/**
 * Finds what `args` call among `commands`, wherever the global options stand; nothing where these
 * are mistaken or ask for the version, which whoever runs the command will find too.
 */
export function calledCommand(
  args: readonly string[],
  commands: readonly CommandEntry[] = commandList,
): CalledCommand {
  const words = operandsOf(args);
  const asksHelp = words[0] === "help" && words.length > 1;
  const operands = asksHelp ? words.slice(1) : words;
  const command = commands.find(({ name }) => name === operands[0]);
  const subcommand = command?.subcommands?.find(({ name }) => name === operands[1]);
  return { command, subcommand, operands, asksHelp };
}

function operandsOf(args: readonly string[]): string[] {
  const silently = { writeOut: () => {}, writeErr: () => {} };
  try {
    return createProgram().configureOutput(silently).parseOptions([...args]).operands;
  } catch (error) {
    if (error instanceof CommanderError) return [];
    throw error;
  }
}
