/** In: the command line's arguments. Out: the command, done, and the program's exit code. */
import { Command } from "commander";
import config from "../../deno.json" with { type: "json" };
import { INTERRUPTED_EXIT_CODE, wasInterrupted } from "../base/interrupt_signal.ts";
import { type CommandEntry, commandList } from "./command_list.ts";
import { reportError, SUCCESS } from "./exit_code.ts";
import { addGlobalOptions } from "./global_options.ts";

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
    const called = calledName(argv);
    for (const { name, summary, load } of commands) {
      if (name === called) (await load())(program);
      // Enough for the program's help and for suggestions to a misspelt name.
      else program.command(name).description(summary);
    }
    await program.parseAsync(argv, { from: "user" });
    return wasInterrupted() ? INTERRUPTED_EXIT_CODE : SUCCESS;
  } catch (error) {
    return reportError(error, argv.includes("--debug"));
  }
}

function createProgram(): Command {
  const program = new Command("duygu")
    .description("Emotion in speech and faces: reproduce the published accuracies, honestly")
    .version(config.version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("(--help lists what there is)");
  addGlobalOptions(program);
  return program;
}

/** The name of the command that is called, or that help is asked for. */
function calledName(argv: string[]): string | undefined {
  const { operands } = createProgram().parseOptions(argv);
  return operands[0] === "help" ? operands[1] : operands[0];
}
