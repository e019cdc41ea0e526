/** In: the command line's arguments. Out: the command, done, and the program's exit code. */
import type { Command } from "commander";
import { INTERRUPTED_EXIT_CODE, wasInterrupted } from "../base/interrupt_signal.ts";
import { calledNames } from "./called_names.ts";
import { type CommandEntry, commandList } from "./command_list.ts";
import { addAllCommands, createProgram } from "./create_program.ts";
import { reportError, SUCCESS } from "./exit_code.ts";
import { applySettings, readSettings } from "./settings_file.ts";

/**
 * Runs one command. Errors are printed, never thrown: one sentence on standard error, with a stack
 * trace only under --debug.
 *
 * @param args as in Deno.args; none prints the help
 * @param commands what there is to choose from
 * @returns 0, or 2 for a user's mistake, 1 for a failure, 130 for Ctrl-C
 */
export async function runCommandLine(
  args: readonly string[],
  commands: readonly CommandEntry[] = commandList,
): Promise<number> {
  const argv = args.length ? [...args] : ["--help"];
  try {
    const program = createProgram();
    const [called, inside] = calledNames(argv);
    if (commands.some((entry) => entry.name === called && entry.needsAll)) {
      await addAllCommands(program, commands);
    } else {
      for (const entry of commands) {
        if (entry.name === called) await addCalled(program, entry, inside);
        // Enough for the program's help and for suggestions to a misspelt name.
        else program.command(entry.name).description(entry.summary);
      }
    }
    applySettings(program, await readSettings(), commands.map(({ name }) => name));
    await program.parseAsync(argv, { from: "user" });
    return wasInterrupted() ? INTERRUPTED_EXIT_CODE : SUCCESS;
  } catch (error) {
    return reportError(error, argv.includes("--debug"));
  }
}

/**
 * Adds a command, or only its subcommand `inside` where that is one. The command's own options
 * would otherwise be taken out of the subcommand's words, as commander reads a parent's first.
 */
async function addCalled(program: Command, entry: CommandEntry, inside?: string): Promise<void> {
  const { name, summary, load, subcommands = [] } = entry;
  const subcommand = subcommands.find((one) => one.name === inside);
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
