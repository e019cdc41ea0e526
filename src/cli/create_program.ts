/** Out: commander's program with the global options, its commands to be added. */
import { Command } from "commander";
import config from "../../deno.json" with { type: "json" };
import type { CommandEntry } from "./command_list.ts";
import { addGlobalOptions } from "./global_options.ts";

/** The program without commands; it throws CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command("duygu")
    .description("Emotion in speech and faces: reproduce the published accuracies, honestly")
    .version(config.version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(--help lists what there is)")
    .addHelpText(
      "after",
      "\n`duygu COMMAND --help` has a command's options and examples. duygu.json in the current folder\n" +
        "may hold values for options: the environment wins over it, and the command line over both.\n\n" +
        "Examples:\n  duygu doctor\n  duygu bench\n  duygu train turev --protocol speaker\n" +
        "  duygu predict clip.wav holiday.jpg",
    );
  addGlobalOptions(program);
  return program;
}

/**
 * Adds every command and subcommand, loaded whole, for those that describe the command line. Such a
 * program is not fit to parse a command that has arguments beside its subcommands.
 */
export async function addAllCommands(
  program: Command,
  commands: readonly CommandEntry[],
): Promise<void> {
  for (const { load, subcommands = [] } of commands) {
    (await load())(program);
    await addAllCommands(program.commands.at(-1)!, subcommands);
  }
}
