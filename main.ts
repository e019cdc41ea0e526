/** The command line: `deno task duygu --help`. */
import { surviveFileLimit } from "./src/base/files.ts";
import { calledCommand } from "./src/cli/called_command.ts";
import { commandList } from "./src/cli/command_list.ts";
import { reportError, runCommandLine } from "./src/cli/run_command_line.ts";
import { giveUpNetwork, guardConsole } from "./src/cli/process_guards.ts";

guardConsole();
surviveFileLimit();

globalThis.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  Deno.exit(reportError(event.reason, Deno.args.includes("--debug")));
});

const called = calledCommand(Deno.args);
giveUpNetwork(called);
Deno.exit(await runCommandLine(Deno.args, commandList, called));
