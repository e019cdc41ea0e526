/** In: the command line's arguments. Out: the command, done, and the program's exit code. */
import type { Command } from "commander";
import { didYouMean } from "../base/text.ts";
import { INTERRUPTED_EXIT_CODE, wasInterrupted } from "../base/interrupt_signal.ts";
import { UserError } from "../base/user_error.ts";
import { type CalledCommand, calledCommand } from "./called_command.ts";
import { type CommandEntry, commandList } from "./command_list.ts";
import { addAllCommands, createProgram } from "./create_program.ts";
import { reportError, SUCCESS } from "./exit_code.ts";
import { applySettings, readSettings } from "./settings_file.ts";
import { suggestChoices } from "./suggest_choices.ts";

/**
 * Runs one command. Errors are printed, never thrown: one sentence on standard error, with a stack
 * trace only under --debug.
 *
 * @param args as in Deno.args; none prints the help
 * @param commands what there is to choose from
 * @param called what calledCommand finds in the two
 * @returns 0, or 2 for a user's mistake, 1 for a failure, 130 for Ctrl-C
 */
export async function runCommandLine(
  args: readonly string[],
  commands: readonly CommandEntry[] = commandList,
  called: CalledCommand = calledCommand(args, commands),
): Promise<number> {
  try {
    const program = createProgram();
    if (called.command?.needsAll) {
      await addAllCommands(program, commands);
    } else {
      for (const entry of commands) {
        if (entry === called.command) await addCalled(program, entry, called.subcommand);
        // Enough for the program's help and for suggestions to a misspelt name.
        else program.command(entry.name).description(entry.summary);
      }
    }
    suggestChoices(program);
    applySettings(program, await readSettings(), commands.map(({ name }) => name));
    await program.parseAsync(wordsFor(args, called), { from: "user" });
    return wasInterrupted() ? INTERRUPTED_EXIT_CODE : SUCCESS;
  } catch (error) {
    return reportError(suggestSubcommand(error, called), args.includes("--debug"));
  }
}

/** The words for commander, which prints the program's help for some that deserve better. */
function wordsFor(args: readonly string[], { command, operands, asksHelp }: CalledCommand) {
  if (args.length === 0) return ["--help"];
  // `trian --help` and `help trian` are an unknown command.
  if (operands.length && operands[0] !== "help" && !command) return [operands[0]];
  // Also of a subcommand: `help bench engine`.
  return asksHelp ? [...operands, "--help"] : [...args];
}

/**
 * Adds a command, or only its subcommand where one is called. The command's own options would
 * otherwise be taken out of the subcommand's words, as commander reads a parent's first.
 */
async function addCalled(
  program: Command,
  { name, summary, load, subcommands = [] }: CommandEntry,
  subcommand: CommandEntry | undefined,
): Promise<void> {
  if (subcommand) {
    (await subcommand.load())(program.command(name).description(summary));
    return;
  }
  (await load())(program);
  if (subcommands.length === 0) return;
  const width = Math.max(...subcommands.map((one) => one.name.length));
  const lines = subcommands.map((one) => `  ${one.name.padEnd(width)}  ${one.summary}`);
  program.commands.at(-1)!.addHelpText("after", `\nCommands:\n${lines.join("\n")}`);
}

/** Commander takes a misspelt subcommand of a command with arguments, `bench engin`, for one. */
function suggestSubcommand(error: unknown, { command, operands }: CalledCommand): unknown {
  const [, word] = operands;
  const names = command?.subcommands?.map(({ name }) => name) ?? [];
  if (!(error instanceof UserError) || !error.message.endsWith(`found ${word}`)) return error;
  const end = didYouMean(word, names).replace("mean ", `mean ${command!.name} `);
  return new UserError(error.message + end);
}
