import {
  type Argument,
  type Command,
  CommanderError,
  InvalidArgumentError,
  type Option,
} from "commander";
import {
  INTERRUPTED_EXIT_CODE,
  InterruptedError,
  wasInterrupted,
} from "../base/interrupt_signal.ts";
import { didYouMean } from "../base/text.ts";
import { FoundFault, UserError } from "../base/user_error.ts";
import { type CalledCommand, calledCommand } from "./called_command.ts";
import { type CommandEntry, commandList } from "./command_list.ts";
import { addAllCommands, createProgram } from "./create_program.ts";
import { applySettings, readSettings } from "./settings_file.ts";
import type { TaskName } from "./task_flags.ts";

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
  const added = program.commands.at(-1)!;
  if (added.commands.length) {
    // It has others already: one list of all, and no arguments that could be mistaken for them.
    for (const one of subcommands) (await one.load())(added);
    return;
  }
  const width = Math.max(...subcommands.map((one) => one.name.length));
  const lines = subcommands.map((one) => `  ${one.name.padEnd(width)}  ${one.summary}`);
  added.addHelpText("after", `\nCommands:\n${lines.join("\n")}`);
}

/** Commander takes a misspelt subcommand of a command with arguments, `bench engin`, for one. */
function suggestSubcommand(error: unknown, { command, operands }: CalledCommand): unknown {
  const [, word] = operands;
  const names = command?.subcommands?.map(({ name }) => name) ?? [];
  if (!(error instanceof UserError) || !error.message.endsWith(`found ${word}`)) return error;
  const end = didYouMean(word, names).replace("mean ", `mean ${command!.name} `);
  return new UserError(error.message + end);
}

/** The program did what was requested. */
const SUCCESS = 0;
/** Something failed that the user did not cause. */
const FAILURE = 1;
/** The user's mistake: a wrong flag, a missing file, broken data. */
const USER_MISTAKE = 2;

/** What JavaScript, and the system, say where memory cannot be had. */
function isOutOfMemory(error: unknown): error is Error {
  return error instanceof Error &&
    (/allocation failed/i.test(error.message) || /os error 12\b/.test(error.message));
}

/** Whether deno.json's task of this name started the process; false where that may not be known. */
function isInTask(name: TaskName): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TASK" });
  return state === "granted" && Deno.env.get("TASK") === name;
}

/**
 * Prints an error as one sentence, with its stack only where `debug` is true.
 *
 * @returns the exit code: 2 for a user's mistake, 1 for a failure, 130 for Ctrl-C, 0 where
 * commander only left early, having printed help or the version
 */
export function reportError(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has printed its own message by now.
    return error.exitCode === 0 ? SUCCESS : USER_MISTAKE;
  }
  if (error instanceof InterruptedError) return INTERRUPTED_EXIT_CODE;
  if (error instanceof Deno.errors.NotCapable) {
    const more = isInTask("duygu") ? "" : "`deno task duygu` may do more, ";
    console.error(
      `error: This task is not permitted to do that (${error.message}). Run \`deno task doctor\` ` +
        `once, which fetches what is needed; ${more}\`deno run -A main.ts\` may do everything`,
    );
    return USER_MISTAKE;
  }
  const isUsers = error instanceof UserError;
  const message = isOutOfMemory(error)
    ? `There is not enough memory (${error.message}); give the process more (ulimit -v), or give it ` +
      "less to do, such as smaller batches"
    : error instanceof Error
    ? error.message || error.name
    : String(error);
  if (debug) console.error(Deno.inspect(error));
  else if (isUsers || error instanceof FoundFault) console.error(`error: ${message}`);
  else console.error(`error: ${message}\n(--debug prints where it happened)`);
  return isUsers ? USER_MISTAKE : FAILURE;
}

type Parse = (word: string, previous: unknown) => unknown;

/** Makes all options and arguments with choices, of `command` and those below it, suggest them. */
export function suggestChoices(command: Command): void {
  command.options.forEach(suggest);
  command.registeredArguments.forEach(suggest);
  command.commands.forEach(suggestChoices);
}

function suggest(item: Option | Argument): void {
  const choices = item.argChoices;
  if (!choices) return;
  // Commander's own, which also gathers the words of a list; its types hide that of an argument.
  const parse = (item as Option).parseArg as Parse;
  item.argParser((word: string, previous: unknown) => {
    if (choices.includes(word)) return parse(word, previous);
    const end = didYouMean(word, choices) || ".";
    throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}${end}`);
  });
}
