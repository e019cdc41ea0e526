import { Command, Option } from "commander";
import config from "../../deno.json" with { type: "json" };
import { type EngineName, engineNames } from "../engine/select_engine.ts";
import { UserError } from "../base/user_error.ts";
import type { CommandEntry } from "./command_list.ts";

/** The program without commands; it throws CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command("duygu")
    .description(
      "Emotion in speech and faces: reproduce published accuracies, with leakage-free splits",
    )
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

// The options that every command understands.

/** Values of the global options. */
export interface GlobalOptions {
  /** The folder that holds the data sets; absent where neither --data nor $DUYGU_DATA is given. */
  data?: string;
  engine: EngineName;
  /** No progress on standard error. */
  quiet: boolean;
  /** Stack traces. */
  debug: boolean;
}

/** Adds the global options to the program; they may stand before or after the command's name. */
export function addGlobalOptions(program: Command): void {
  program
    .addOption(
      new Option("--data <dir>", "folder that holds the data sets, ./data by default")
        .env("DUYGU_DATA"),
    )
    .addOption(
      new Option("--engine <name>", "where tensors are computed")
        .choices(engineNames).default("auto").env("DUYGU_ENGINE"),
    )
    .addOption(
      new Option(
        "--plugin <path>",
        "PJRT plugin of the xla engine: a library's path, or cpu, cuda13, …",
      )
        .env("DUYGU_PJRT"),
    )
    .option("--quiet", "print results only, no progress")
    .option("--debug", "print where in the code an error happened")
    .hook("preAction", (_, command) => {
      refuseEmptyWords(command);
      const { plugin } = command.optsWithGlobals<{ plugin?: string }>();
      // Where processes that the command starts find it too.
      if (plugin !== undefined) Deno.env.set("DUYGU_PJRT", plugin);
    });
}

/** An empty word is a variable of the shell without value: it names no file, folder or corpus. */
function refuseEmptyWords(command: Command): void {
  const { registeredArguments, processedArgs } = command;
  for (const [at, argument] of registeredArguments.entries()) {
    if (![processedArgs[at]].flat().includes("")) continue;
    throw new UserError(`Expected the argument ${argument.name()} to name something, but found ""`);
  }
  for (let one: Command | null = command; one; one = one.parent) {
    for (const option of one.options) {
      const name = option.attributeName();
      // An empty variable of the environment is as good as none.
      if (one.getOptionValueSource(name) !== "cli") continue;
      const values = [one.getOptionValue(name)].flat();
      // Lists of names leave empty ones out.
      if (values.length > 0 && !values.includes("")) continue;
      throw new UserError(`Expected ${option.long} to have a value, but it is empty`);
    }
  }
}

/**
 * The global options of a command within its action.
 *
 * @example
 * ```ts
 * program.command("bench").action(async (_options, command: Command) => {
 *   const { data, engine, quiet } = globalOptions(command);
 * });
 * ```
 */
export function globalOptions(command: Command): GlobalOptions {
  const { data, engine, quiet = false, debug = false } = command.optsWithGlobals<
    GlobalOptions
  >();
  return { data, engine, quiet, debug };
}
